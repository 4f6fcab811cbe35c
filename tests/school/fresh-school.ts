/** A school that no other test uses, and what the authority holds of its first class's French. */
import { contentOf } from '../../apps/school/src/entry-records/cell-content.ts';
import { School, type SchoolClass } from './harness.ts';

/** The items of the first exercise. */
export const LETTERS = Array.from({ length: 8 }, (_, i) => `l${i + 1}`);

/** A class of its own for a test that must not meet another's answers. */
export async function freshSchool(): Promise<{
  school: School;
  code: string;
  address: string;
  cp: SchoolClass;
}> {
  const fresh = await School.start();
  const code = await fresh.addStaff('teacher', [fresh.classes[0]!]);
  return { school: fresh, code, address: fresh.address, cp: fresh.classes[0]! };
}

/** What the authority opens, item by item: the value, or the kind of what is not one. */
export async function held(of: School, schoolClass: SchoolClass, pupil: string, items: readonly string[]) {
  const body = await of.entryOf(schoolClass, 'francais-cp', pupil);
  return items.map((item) => {
    const content = body === null ? null : contentOf(body, item);
    return content?.kind === 'value' ? content.value : (content?.kind ?? 'nothing');
  });
}
