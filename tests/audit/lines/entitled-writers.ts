/** Who writes where it is not theirs: the teacher of another class, the head of another school, a colleague with a made-up rescue file. */
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { bearer, toBase64Url } from '@cloison/protocol/public';
import { listRequests } from '../../../apps/authority/src/desk/requests.ts';
import type { HolderRow } from '../../../apps/authority/src/vault/rows.ts';
import { key, type Person, personOf, pupilBody, tell } from '../../authority/simulated-people.ts';
import { forgedFrom } from '../../liar/lying-campaign.ts';
import type { AuditLine } from '../audit-line.ts';
import type { AuditWorld } from '../audit-world.ts';
import { PUPILS } from '../invented-people.ts';

/** The class of this label, at its one level, and its school. */
async function groupsOf(
  { small, lying }: AuditWorld,
  label: string,
): Promise<{ class: Person; school: Person }> {
  const { firstName } = PUPILS.find(({ classLabel }) => classLabel === label)!;
  const one = async (of: string) =>
    personOf(
      small,
      small.vault.get<HolderRow>(
        `SELECT h.* FROM holder h, pupil p JOIN class_level l ON l.id = p.class_level JOIN class c ON c.id = l.class
         WHERE p.id = ? AND h.state = 'assigned' AND ${of}`,
        lying.pupil(firstName).id,
      )!,
    );
  return {
    class: await one('h.class_level = l.id'),
    school: await one(`h.school = c.school AND h.kind = 'school'`),
  };
}

/** What a desk may say of a pupil. */
const words = (orderNumber: string) => {
  const asked = { note: '', withdrawn: false };
  const of = { orderNumbers: [orderNumber], sequence: 'maths' };
  return {
    notSitting: { kind: 'not-sitting', orderNumber, reason: 'absent', sequences: null },
    reserve: { kind: 'reserve', orderNumber, why: 'lost', ...asked },
    askedTime: { kind: 'more-time', ...of, minutes: 60, ...asked },
    reopen: { kind: 'reopen', ...of, ...asked },
  } as const;
};

/** What is counted, whichever records it comes from. */
const points = (sitting: ReturnType<AuditWorld['lying']['sitting']>) =>
  sitting && [sitting.state, sitting.points];

/** Of what a desk has told. */
async function headOf({ platform }: AuditWorld['small'], { holder }: Person): Promise<Uint8Array> {
  const answer = await fetch(`${platform.url}/api/1/${NAME}/records/desk`, {
    headers: { authorization: bearer(holder.access) },
  });
  return new Uint8Array(await crypto.subtle.digest('SHA-256', await answer.arrayBuffer()));
}

export const WRITERS: AuditLine = {
  id: 'writers',
  promise: 'entitled',
  title: { fr: 'Écrire chez les autres', en: 'Writing where it is not theirs' },
  tried: {
    fr: 'Le professeur d’une autre classe de l’école saisit d’autres réponses pour un élève que sa propre classe a saisi, une direction déclare absent l’élève d’une autre école et demande un autre code pour lui, une classe demande du temps pour l’élève d’une autre, et un adulte rapporte une fausse copie de secours au nom d’un élève : rien ne doit changer pour ces élèves.',
    en: 'The teacher of another class of the school keys other answers for a pupil whom the own class has keyed, a head declares a pupil of another school absent and asks for another code, a class asks for more time for another’s pupil, and an adult brings a made-up rescue file in a pupil’s name: nothing may change for these pupils.',
  },
  stage: 'running',
  async run(world, tally) {
    const { small, lying } = world;
    const [fauvette, quartz, silex] = [
      await groupsOf(world, 'CP Fauvette'),
      await groupsOf(world, '6e Quartz'),
      await groupsOf(world, '6e Silex'),
    ];
    const requests = listRequests(small.campaign).length;
    const declarations = () => small.vault.count('SELECT count(*) FROM declaration');
    const declared = declarations();

    // The class next door keys a pupil whom the own class has keyed, as if later.
    const own = lying.pupil(PUPILS.findLast(({ classLabel }) => classLabel === 'CP Mésange')!.firstName);
    const kept = lying.sitting(own.firstName);
    await key(small, fauvette.class, own, { l1: 'B', l2: 'A', l3: 'B', l4: 'A' });
    await lying.serve();
    tally.same(
      points(lying.sitting(own.firstName)),
      points(kept),
      'what counts of a pupil whom another class has keyed over the own class',
    );
    tally.holds(kept !== null, 'what a class keys of its own pupil does not count either');

    // Somebody who has sat, of another school and of another class.
    const victim = world.fresh();
    const person = lying.person(victim.firstName);
    const sealed = await lying.seal(
      person,
      pupilBody(small, { m1: 'B', m2: 'A', m3: '12', m4: 'chat' }, false),
      {
        version: 1,
        saves: { 1: 1 },
      },
    );
    await lying.send(person, sealed.bytes);
    await lying.serve();
    const sitting = lying.sitting(victim.firstName);
    const { orderNumber } = victim;
    // Whose school it is not.
    const outsider = world.invented(victim).classLabel === '6e Silex' ? quartz : silex;
    const said = words(orderNumber);
    await tell(small, outsider.school, { n1: said.notSitting, 'r-a1': said.reserve });
    await tell(small, outsider.class, { 'r-a2': said.askedTime, 'r-a3': said.reopen });
    const rescue = await fetch(`${small.platform.url}/api/1/${NAME}/rescue`, {
      method: 'POST',
      headers: { authorization: bearer(outsider.class.holder.access), 'content-type': 'application/json' },
      body: JSON.stringify({ envelopes: [toBase64Url(forgedFrom(sealed.bytes, 7))] }),
    });
    tally.same(rescue.status, 200, 'what a rescue file is answered');
    await lying.serve();
    tally.same(
      [listRequests(small.campaign).length, declarations()],
      [requests, declared],
      'requests and declarations that the office took from those who may not make them',
    );
    tally.same(lying.sitting(victim.firstName), sitting, 'the sitting, after a made-up rescue file');
    tally.same(lying.kept(person).hash, toBase64Url(sealed.hash), 'the envelope that the office keeps');
    const { status } = await fetch(`${small.platform.url}/api/1/${NAME}/me`, {
      headers: { authorization: bearer(person.holder.access) },
    });
    tally.same(status, 200, 'the code for which another school asked a reserve');

    // The same words are heard from the pupil's own school.
    const home = outsider === quartz ? silex : quartz;
    const { notSitting, askedTime } = words(orderNumber);
    await tell(small, home.school, { n1: notSitting, 'r-b1': askedTime });
    await lying.serve();
    tally.holds(
      listRequests(small.campaign).length > requests && declarations() > declared,
      'the pupil’s own school is not heard either: nothing was tried',
    );
    await tell(
      small,
      home.school,
      { n1: { ...notSitting, reason: null }, 'r-b1': { ...askedTime, withdrawn: true } },
      { version: 2, previous: await headOf(small, home.school) },
    );
    await lying.serve();
  },
};
