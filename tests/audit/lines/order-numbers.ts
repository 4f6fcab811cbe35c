/** "An order number without any link": drawn at random, other ones each time, and unknown to the platform. */

import type { SmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { entryRecordName } from '@cloison/protocol';
import { orderNumberOf } from '../../../apps/authority/src/roster/pupils.ts';
import type { PupilFacts, PupilRow } from '../../../apps/authority/src/vault/rows.ts';
import { groupOf } from '../../authority/simulated-people.ts';
import type { AuditLine } from '../audit-line.ts';
import { isLinked, isOfClasses } from '../independence.ts';
import { envelopesIn, stealFolder } from '../theft.ts';

interface Numbered {
  readonly number: string;
  readonly classLevel: number;
}

/** In the order of the roster. */
function numbersOf({ vault, campaign }: SmallCampaign): readonly Numbered[] {
  return vault
    .all<PupilRow>('SELECT * FROM pupil')
    .map((row) => ({ row, ine: pupilFacts(campaign, row).ine }))
    .sort((a, b) => (a.ine < b.ine ? -1 : 1))
    .map(({ row }) => ({ number: orderNumberOf(campaign, row)!, classLevel: row.class_level }));
}

const pupilFacts = ({ sealer }: SmallCampaign['campaign'], { id, sealed }: PupilRow) =>
  sealer.open<PupilFacts>('pupil', 'sealed', id, sealed);

export const ORDER_NUMBERS: readonly AuditLine[] = [
  {
    id: 'order-numbers',
    promise: 'order',
    title: { fr: 'Chercher le lien', en: 'Looking for the link' },
    tried: {
      fr: 'Les numéros sont comparés à l’ordre des listes, aux classes et aux écoles ; les mêmes listes, importées une seconde fois ailleurs, doivent en donner d’autres.',
      en: 'Numbers are compared with the order of the lists, with classes and schools; the same lists, imported a second time elsewhere, must give other ones.',
    },
    stage: 'running',
    async run(world, tally) {
      const own = numbersOf(world.small);
      const again = numbersOf(await world.other());
      tally.add('people', own.length);
      tally.same(new Set(own.map(({ number }) => number)).size, own.length, 'different numbers');
      tally.holds(
        own.every(({ number }) => /^\d{7}$/.test(number)),
        'a number is not seven digits',
      );
      const values = own.map(({ number }) => Number(number));
      tally.holds(!isLinked(values), 'the numbers follow the order of the list');
      tally.holds(
        !isOfClasses(
          values,
          own.map(({ classLevel }) => classLevel),
        ),
        'the numbers tell classes apart',
      );
      const same = own.filter(({ number }, i) => number === again[i]?.number).length;
      tally.holds(same <= 1, `${same} pupils have the same number in a second campaign`);
      tally.holds(
        !isLinked(
          values,
          again.map(({ number }) => Number(number)),
        ),
        'the numbers of a second campaign follow the first',
      );
    },
  },
  {
    id: 'unseen-numbers',
    promise: 'order',
    title: { fr: 'Les chercher sur la plateforme', en: 'Looking for them on the platform' },
    tried: {
      fr: 'Ni les fichiers de la plateforme ni ce qui passe chez elle ne contiennent un numéro d’ordre ; le nom sous lequel une saisie est gardée ne se recalcule pas sans le secret de la classe.',
      en: 'Neither the platform’s files nor what passes through it contain an order number; the name under which an entry is kept can’t be computed without the class’s secret.',
    },
    stage: 'running',
    async run(world, tally) {
      const numbers = new Set(numbersOf(world.small).map(({ number }) => number));
      const stolen = stealFolder(world, 'numbers');
      const envelopes = envelopesIn(stolen);
      const everything = Buffer.concat([
        ...envelopes.map(({ bytes }) => Buffer.from(bytes)),
        ...world.road.seen,
      ]).toString('latin1');
      // Runs of exactly seven digits: a longer number or a hash holds any seven digits by chance.
      const runs = everything.match(/(?<![0-9A-Za-z_-])\d{7}(?:0{9})?(?![0-9A-Za-z_-])/g) ?? [];
      const found = runs.filter((run) => numbers.has(run.slice(0, 7))).length;
      tally.add('bytes', everything.length);
      tally.add('needles', numbers.size);
      tally.same(found, 0, 'order numbers that were found');
      const { class: group } = await groupOf(world.small, 'cp');
      const stored = new Set(envelopes.filter(({ kind }) => kind === 'record').map(({ name }) => name));
      const made = await Promise.all(
        [...numbers].map((number) => entryRecordName(group.holder.namesKey, 'lettres', number)),
      );
      const entries = made.filter((name) => stored.has(name)).length;
      tally.holds(entries >= 6, `with the class’s secret only ${entries} entries were recognised`);
      // Without it: with all that the platform knows of the class and the campaign.
      for (const key of [
        group.holder.access,
        group.holder.holderId,
        group.holder.campaignId,
        new Uint8Array(32),
      ]) {
        const names = await Promise.all(
          [...numbers].map((number) => entryRecordName(key, 'lettres', number)),
        );
        tally.add('keys');
        tally.same(
          names.filter((name) => stored.has(name)).length,
          0,
          'entries recognised without the class’s secret',
        );
      }
    },
  },
];
