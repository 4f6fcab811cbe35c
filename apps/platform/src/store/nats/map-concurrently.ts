/**
 * Runs `act` on all items, at most `width` at a time, and returns the results in order. After a failure no further item is
 * started, and the failure is thrown once those in progress have ended.
 */
export async function mapConcurrently<T, R>(
  items: readonly T[],
  width: number,
  act: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  let failed = false;
  const lane = async () => {
    while (next < items.length && !failed) {
      const i = next++;
      try {
        results[i] = await act(items[i]!);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(width, items.length) }, lane));
  const failure = lanes.find((one) => one.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
  return results;
}
