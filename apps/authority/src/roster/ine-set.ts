/**
 * Every INE of a file and the line it was first on, in 24 to 48 bytes each: four levels of pupils fit in some 150 MB. Open
 * addressing over typed arrays, because a Map of strings takes five times that.
 */
export class IneSet {
  #keys = new Float64Array(1 << 12);
  #lines = new Uint32Array(1 << 12);
  #size = 0;

  /** The line of an earlier one, or null: then it is added. `ine` has the form that the roster checks. */
  add(ine: string, line: number): number | null {
    if (this.#size * 2 > this.#keys.length) this.#grow();
    const key = numberOf(ine);
    const at = this.#slot(key);
    if (this.#lines[at] !== 0) return this.#lines[at]!;
    this.#keys[at] = key;
    this.#lines[at] = line;
    this.#size += 1;
    return null;
  }

  get size(): number {
    return this.#size;
  }

  #slot(key: number): number {
    const mask = this.#keys.length - 1;
    // Fibonacci hashing of the 40 bits of the number, in two halves.
    let at =
      (Math.imul(key % 0x7fff_ffff, 0x9e3779b1) ^ Math.imul(Math.floor(key / 0x7fff_ffff), 0x85ebca6b)) >>> 0;
    at = (at ^ (at >>> 15)) & mask;
    while (this.#lines[at] !== 0 && this.#keys[at] !== key) at = (at + 1) & mask;
    return at;
  }

  #grow(): void {
    const [keys, lines] = [this.#keys, this.#lines];
    this.#keys = new Float64Array(keys.length * 2);
    this.#lines = new Uint32Array(keys.length * 2);
    for (let i = 0; i < keys.length; i++) {
      if (lines[i] === 0) continue;
      const at = this.#slot(keys[i]!);
      this.#keys[at] = keys[i]!;
      this.#lines[at] = lines[i]!;
    }
  }
}

/** Nine digits, a digit or letter (base 36), a letter (base 26): below 2⁴⁰·1.1, exact in a double. */
function numberOf(ine: string): number {
  const digits = Number(ine.slice(0, 9));
  const tenth = Number.parseInt(ine[9]!, 36);
  const last = ine.charCodeAt(10) - 65;
  return (digits * 36 + tenth) * 26 + last;
}
