import * as v from 'valibot'

const licence = v.object({ name: v.string(), version: v.string(), licence: v.string(), text: v.string() })
/** A package this program contains, and the licence it comes under. */
export type Licence = v.InferOutput<typeof licence>

/** The list the build made of what is in it. @returns undefined when this build has none */
export async function loadLicences(): Promise<readonly Licence[] | undefined> {
  try {
    const parsed = v.safeParse(v.array(licence), await (await fetch('/licences.json')).json())
    return parsed.success ? parsed.output : undefined
  } catch {
    // Not served, or not JSON: the dialog says that the list is missing.
    return undefined
  }
}
