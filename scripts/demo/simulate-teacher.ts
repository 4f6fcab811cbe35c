/** A teacher who keys in the booklets of a class, pupil by pupil, by the browsers' own code. */
import { fixedAuthority, loadContent, Session, type SessionOptions } from '@cloison/client';
import { deviceOf, type EntryBody, entryRecordName, parseKeyring, parseRoster } from '@cloison/protocol';
import { fromBase64Url, toHex } from '@cloison/protocol/public';
import { type AnswerTable, entryValue, simulateItem } from '../../examples/src/answers.ts';
import type { Random } from '../../examples/src/random.ts';
import { signIn } from './simulated-person.ts';

/** Keys in every class of the keyring; the first pupil of each is absent. Returns the number of booklets. */
export async function simulateTeacher(
  options: SessionOptions,
  code: string,
  answers: AnswerTable,
  random: Random,
): Promise<number> {
  const teacher = await signIn(options, code, 'staff');
  const keyring = (await teacher.document('keyring', parseKeyring))?.value;
  if (keyring === undefined) throw new Error('a simulated teacher has no keyring');
  const { manifest, manifestHash } = await loadContent(keyring.manifest, options.api, options.store);
  let booklets = 0;
  for (const { root, level } of keyring.classes) {
    const session = await Session.fromRoot(fromBase64Url(root), options, fixedAuthority(keyring.authority));
    const roster = (await session.document('roster', parseRoster))?.value;
    if (roster === undefined) throw new Error('a simulated class has no roster');
    const { holderId } = session.holder;
    const device = toHex(await deviceOf(await options.store.secret(holderId), holderId));
    for (const [place, { orderNumber }] of roster.pupils.entries()) {
      const ability = random.normal();
      for (const sequence of manifest.sequences.filter((candidate) => candidate.level === level)) {
        const cells = sequence.items.map((id): [string, EntryBody['cells'][string]] => {
          const edit: [number, string] = [1, device];
          if (place === 0) return [id, { state: 'absent', edit }];
          const value = entryValue(simulateItem(answers.items[id]!, ability, random));
          return [id, value === null ? { state: 'noAnswer', edit } : { value: value as string, edit }];
        });
        const name = await entryRecordName(session.holder.namesKey, sequence.id, orderNumber);
        const { writer } = await session.writer(name, manifest.ceilings.entry!);
        const body: EntryBody = {
          v: 1,
          cells: Object.fromEntries(cells),
          conflicts: [],
          manifest: manifestHash,
          app: 'simulation',
        };
        await writer.save(body);
        await writer.settled();
        if (writer.state.kind !== 'saved')
          throw new Error(`a simulated teacher could not save: ${writer.state.kind}`);
        booklets++;
      }
    }
  }
  return booklets;
}
