/** What the shells use of the engine host; everything else in this folder is its own business. */
export { endFailure, type EngineEnd } from './death'
export type { EngineLink, EngineProcess, ProgramDescriptors } from './engine-process'
export { findInstallation, installationAt, type Installation } from './installation'
export { firstProcessOf } from './machine'
export { RestartBudget } from './restart-budget'
export { startEngine, type EngineOptions } from './start-engine'
