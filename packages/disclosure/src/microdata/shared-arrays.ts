/** Copies in shared memory, which threads read without another copy. */
export function sharedInts(from: Int32Array): Int32Array {
  const copy = new Int32Array(new SharedArrayBuffer(from.byteLength));
  copy.set(from);
  return copy;
}

export function sharedFloats(from: Float64Array): Float64Array {
  const copy = new Float64Array(new SharedArrayBuffer(from.byteLength));
  copy.set(from);
  return copy;
}
