/** "A code without any link": what a slip of paper gives to whoever finds it, or to a parent who has a child's own. */
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { open, parseCode, rootFromCode } from '@cloison/protocol';
import { argon2id } from '@cloison/protocol/argon2-node';
import { bearer, toBase64Url } from '@cloison/protocol/public';
import { giveReserve } from '../../../apps/authority/src/codes/reserve.ts';
import { publishCampaign } from '../../../apps/authority/src/publish/publish-campaign.ts';
import { pupilBody } from '../../authority/simulated-people.ts';
import type { AuditLine } from '../audit-line.ts';
import { PUPILS, SCHOOL_NAMES } from '../invented-people.ts';
import { envelopesIn, keysOf, opensWith, stealFolder } from '../theft.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** With one other symbol, or two neighbours swapped: what a hand that has seen one slip would try for the next. */
function near(code: string): readonly string[] {
  const symbols = [...code.replaceAll('-', '')];
  return symbols.flatMap((symbol, at) => [
    ...[...ALPHABET].filter((other) => other !== symbol).map((other) => symbols.with(at, other).join('')),
    ...(at > 0 && symbols[at - 1] !== symbol
      ? [
          symbols
            .with(at, symbols[at - 1]!)
            .with(at - 1, symbol)
            .join(''),
        ]
      : []),
  ]);
}

export const FOUND_SLIP: AuditLine = {
  id: 'found-slip',
  promise: 'codes',
  title: { fr: 'Trouver une étiquette', en: 'Finding a slip' },
  tried: {
    fr: 'Une étiquette d’élève est trouvée. Son code ouvre la passation de cet élève, c’est annoncé, et rien d’autre : aucun nom, aucun numéro national, aucune école, aucune copie d’un autre ; un parent qui change un signe du code de son enfant ne tombe sur personne. L’enseignant signale la perte : l’étiquette n’ouvre plus rien, et ce que celui qui l’a trouvée envoie encore ne change rien à la passation.',
    en: 'A pupil’s slip is found. Its code opens this pupil’s sitting, as is said, and nothing else: no name, no national number, no school, no other pupil’s record; a parent who changes one symbol of a child’s code comes upon nobody. The teacher reports the loss: the slip opens nothing any more, and what its finder still sends changes nothing of the sitting.',
  },
  stage: 'running',
  async run(world, tally) {
    const pupil = world.fresh();
    await world.sit(pupil, false);
    await world.lying.serve();
    const found = (await world.holders()).find(
      ({ row }) => row.pupil === pupil.id && row.state === 'assigned',
    );
    const slip = found!.code!;

    // All that the finder has is the paper.
    const root = await rootFromCode(parseCode(slip, 'pupil'), world.small.campaign.campaignId, argon2id);
    const { seal, access } = keysOf(root);
    const envelopes = envelopesIn(stealFolder(world, 'slip'));
    const opened = envelopes.filter(({ bytes }) => opensWith(seal, bytes));
    const own = toBase64Url(found!.row.holder_id);
    tally.add('openings', envelopes.length);
    tally.add('opened', opened.length);
    tally.same(
      opened.map(({ holder, name }) => [holder === own, name]).sort(),
      [
        [true, 'maths'],
        [true, 'ticket'],
      ],
      'envelopes that the slip opens',
    );
    const read = await Promise.all(
      opened.map(({ bytes, kind, name }) =>
        open(found!.holder, bytes as Uint8Array<ArrayBuffer>, {
          kind: kind === 'document' ? 'document' : 'record-or-final',
          name,
        }),
      ),
    );
    const text = JSON.stringify(read.map(({ body }) => body));
    const self = world.invented(pupil);
    const names = PUPILS.flatMap((one) => [
      one.lastName,
      one.firstName,
      one.ine,
      ...(one === self ? [] : [one.typed]),
    ]);
    for (const value of [...names, ...SCHOOL_NAMES, self.school])
      if (text.includes(value))
        tally.finds('a name, a number, a school or another’s answer on the slip’s side');
    tally.add('needles', names.length + SCHOOL_NAMES.length + 1);
    tally.holds(text.includes(self.typed), 'the slip does not open its own sitting: nothing was searched');

    const neighbours = near(slip);
    const fits = neighbours.filter((typed) => {
      try {
        return parseCode(typed, 'pupil').symbols !== '';
      } catch {
        return false;
      }
    });
    tally.add('attempts', neighbours.length);
    tally.same(fits.length, 0, 'codes at one slip of the hand that are read as codes');

    // Lost: the school gives a reserve.
    giveReserve(world.small.campaign, pupil.orderNumber, 'lost');
    const platform = world.lying.host.url;
    await publishCampaign(world.small.campaign, world.small.keys, { platform });
    await world.lying.serve();
    await publishCampaign(world.small.campaign, world.small.keys, { platform });
    const before = world.lying.sitting(pupil.firstName);
    for (const path of ['me', 'documents/ticket', 'records/maths']) {
      const answer = await fetch(`${world.platform.url}/api/1/${NAME}/${path}`, {
        headers: { authorization: bearer(access) },
      });
      const { code } = (await answer.json()) as { code?: string };
      tally.same([answer.status, code], [401, 'unknown-code'], `GET ${path} with a slip that was reported`);
    }
    const late = envelopesIn(stealFolder(world, 'slip-later')).filter(
      ({ holder, bytes }) => holder !== own && opensWith(seal, bytes),
    );
    tally.same(late.length, 0, 'envelopes of the new code that the old slip opens');
    const answers = { m1: 'C', m2: 'C', m3: '0', m4: 'rien' };
    const person = { ...found!, row: found!.row };
    const sabotage = await world.lying.seal(person, pupilBody(world.small, answers, true), {
      version: 9,
      final: true,
      saves: { 1: 9 },
    });
    tally.same(
      await world.lying.send(person, sabotage.bytes),
      401,
      'a save under the slip that was reported',
    );
    await world.lying.serve();
    tally.same(world.lying.sitting(pupil.firstName), before, 'the sitting, after what the finder has sent');
    tally.holds(before !== null, 'nothing of the sitting was kept');
  },
};
