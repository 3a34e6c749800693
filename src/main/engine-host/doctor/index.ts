import type { Finding } from '../../../shared/ipc/doctor'
import type { Installation } from '../installation'
import { judge } from './judge'
import { observe } from './observe'

/** Everything this machine needs, one by one, found by trying. Changes nothing. */
export const examine = async (installation: Installation): Promise<readonly Finding[]> => judge(await observe(installation))
