/** Whether a store works, how much, and its end. */
export interface StoreHealth {
  /**
   * Makes a tiny durable write: resolves when a save would be accepted now, otherwise rejects with `StorageFailure`. For
   * readiness; called at most about once a second.
   */
  check(): Promise<void>;
  /** Finishes what was begun, then closes. */
  close(): Promise<void>;
}

/** What an adapter reports for metrics: how much work and how long it took, never whose. Must not throw. */
export interface StoreObserver {
  /** After each durable commit: how many requests it held, and its duration. */
  readonly committed: (requests: number, ms: number) => void;
}

export const SILENT_OBSERVER: StoreObserver = { committed: () => undefined };
