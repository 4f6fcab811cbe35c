/** A value, or a promise of it. What is in memory is given at once, because each `await` on the path of a save costs time. */
export type MaybePromise<T> = T | Promise<T>;
