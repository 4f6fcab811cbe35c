/** Booklets drawn at random, keyed a second time: a colleague keys them in, then both keyings are compared. */
import { fixedAuthority, loadContent, Session } from '@cloison/client';
import {
  drawKeyedTwice,
  type EntryBody,
  entryRecordName,
  parseEntryBody,
  parseKeyring,
  parseRoster,
  secondKeyingOf,
} from '@cloison/protocol';
import { fromBase64Url } from '@cloison/protocol/public';
import { computer, signIn as signInAs } from '../demo/simulated-person.ts';
import { type Camera, WIDE } from './camera.ts';
import { type Demonstration, teacherCode } from './demonstration.ts';
import { PRIMARY, schoolAddress, show, signIn } from './school-scenes.ts';

const SEQUENCE = 'francais-cp';

export async function secondEntryScene(demo: Demonstration, camera: Camera): Promise<void> {
  const [address, code] = [schoolAddress(demo, PRIMARY), teacherCode(demo, PRIMARY, 'CP-CE1')];
  await camera.visit(WIDE, async (page) => {
    const place = await keyAgain(demo, code);
    await signIn(page, address, code);
    await show(page, address, `#/classe/${place}/seconde-saisie/${SEQUENCE}`);
    await page.getByRole('button', { name: 'Comparer les deux saisies' }).click();
    await page.getByRole('heading', { name: 'Cases différentes' }).waitFor();
    await page.getByText('Tout est envoyé.').waitFor();
    await camera.shoot(page, 'seconde-saisie');
  });
}

/** Writes the second keying of every drawn booklet of the sequence, one cell of each otherwise. Returns the class's place. */
async function keyAgain(demo: Demonstration, code: string): Promise<number> {
  const options = computer(demo.platform, PRIMARY);
  const teacher = await signInAs(options, code, 'staff');
  const keyring = (await teacher.document('keyring', parseKeyring))!.value;
  const { manifest } = await loadContent(keyring.manifest, options.api, options.store);
  const { level } = manifest.sequences.find(({ id }) => id === SEQUENCE)!;
  const place = keyring.classes.findIndex((one) => one.level === level);
  const { root } = keyring.classes[place]!;
  const session = await Session.fromRoot(fromBase64Url(root), options, fixedAuthority(keyring.authority));
  const { pupils } = (await session.document('roster', parseRoster))!.value;
  const orders = pupils.filter(({ left }) => !left).map(({ orderNumber }) => orderNumber);
  for (const order of await drawKeyedTwice(manifest.doubleEntry!, PRIMARY, SEQUENCE, orders)) {
    const recordOf = async (sequence: string) =>
      session.writer(
        await entryRecordName(session.holder.namesKey, sequence, order),
        manifest.ceilings.entry!,
      );
    const { resumed } = await recordOf(SEQUENCE);
    const first = parseEntryBody(resumed.body);
    const { writer } = await recordOf(secondKeyingOf(SEQUENCE));
    await writer.save({ ...first, cells: withOneMistake(first.cells) });
    await writer.settled();
    if (writer.state.kind !== 'saved') throw new Error(`a second keying was not saved: ${writer.state.kind}`);
  }
  return place;
}

/** One cell has the answer of the next one: what happens to somebody who skips a line. */
function withOneMistake(cells: EntryBody['cells']): EntryBody['cells'] {
  const filled = Object.entries(cells).filter(([, cell]) => 'value' in cell);
  for (const [i, [item, cell]] of filled.entries()) {
    const next = filled[i + 1]?.[1];
    if (next !== undefined && 'value' in cell && 'value' in next && cell.value !== next.value)
      return { ...cells, [item]: next };
  }
  return cells;
}
