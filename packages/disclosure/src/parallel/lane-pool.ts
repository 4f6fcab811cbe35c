/** Where lanes run. A package function cuts its work into lanes; an application may give them to threads. */

export interface LanePool<Job extends { readonly lanes: number }> {
  /** Resolves when every lane of the job has run, each exactly once. */
  run(job: Job): Promise<void>;
}
