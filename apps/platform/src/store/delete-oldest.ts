/** Makes room in a bounded memory: a `Map` has its keys in the order in which they came. */
export function deleteOldest<K>(map: Map<K, unknown>): void {
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
