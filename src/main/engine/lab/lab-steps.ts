import { assertNever } from '../../../shared/base/assert'
import type { LabStep } from '../../../shared/experiment/lab-step'
import type { FaultSteps } from './fault-steps'
import type { ProgramSteps } from './program-steps'
import type { CrowdSteps } from './crowd-steps'
import type { StepContext, StepDone } from './step-context'

/** Steps that change the laboratory or run something in it. */
export class LabSteps {
  constructor(private readonly faults: FaultSteps, private readonly programs: ProgramSteps, private readonly crowds: CrowdSteps) {}

  async take(step: LabStep, context: StepContext): Promise<StepDone> {
    switch (step.do) {
      case 'sysctl': return this.faults.sysctl(step)
      case 'drop': case 'hold': case 'duplicate': case 'corrupt': return this.faults.install(step, context)
      case 'release': return this.faults.release(step)
      case 'inject': return this.faults.inject(step)
      case 'destroy': return this.faults.destroy(step)
      case 'restore': return this.faults.restore(step, context)
      case 'run': return this.programs.run(step, context)
      case 'type': return this.programs.type(step)
      case 'many': return this.crowds.many(step, context)
      case 'close-many': return this.crowds.close(step)
      default: return assertNever(step, 'step')
    }
  }
}
