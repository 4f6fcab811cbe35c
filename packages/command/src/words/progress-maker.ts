/** How work says how far it is. Who calls it decides where that is shown. */
export interface Progress {
  /** `done` of the total, from the start. */
  update(done: number): void;
  stop(): void;
}

export type ProgressMaker = (label: string, total: number) => Progress;

export const silentProgress: ProgressMaker = () => ({ update() {}, stop() {} });
