/** National numbers of several files, and where each was first. Four levels of pupils fit in some 150 MB. */
import { IneSet } from './ine-set.ts';

export interface SeenAt {
  readonly file: string;
  /** The one school that the file is of; null where it says one for each pupil. */
  readonly uai: string | null;
  readonly line: number;
}

export class SeenPupils {
  readonly #ines = new IneSet();
  /** A file's lines are numbered on from the file before. */
  readonly #files: { readonly name: string; readonly from: number; uai: string | null }[] = [];
  #lines = 0;

  /** `lines`: at least as many as the file has. */
  begin(name: string, lines: number): void {
    this.#files.push({ name, from: this.#lines, uai: null });
    this.#lines += lines + 2;
  }

  /** The file that was begun last is of one school. */
  ofSchool(uai: string): void {
    const file = this.#files.at(-1);
    if (file !== undefined) file.uai = uai;
  }

  /** Where the same number was before; null when it is new. Of the file that was begun last. */
  add(ine: string, line: number): SeenAt | null {
    const before = this.#ines.add(ine, (this.#files.at(-1)?.from ?? 0) + line);
    if (before === null) return null;
    const file = this.#files.findLast(({ from }) => before > from);
    return { file: file?.name ?? '', uai: file?.uai ?? null, line: before - (file?.from ?? 0) };
  }
}
