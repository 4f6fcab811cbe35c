/** How a use case says how far it is. */
export { type Progress, type ProgressMaker, silentProgress } from '@cloison/command/progress';
