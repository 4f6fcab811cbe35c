/** How work says how far it is. Who calls it decides where that is shown. */
export interface Progress {
  /** `done` of the total, from the start. */
  update(done: number): void;
  stop(): void;
}

export type ProgressMaker = (label: string, total: number) => Progress;

/** What is counted: things, or bytes, which are shown in MiB. */
export type ProgressUnit = 'things' | 'bytes';

/** `total` null where it is not known: then only the amount is shown. `unit` is 'things' unless said otherwise. */
export type TerminalProgress = (label: string, total: number | null, unit?: ProgressUnit) => Progress;

export const silentProgress: ProgressMaker = () => ({ update() {}, stop() {} });
