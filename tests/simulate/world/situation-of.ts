/** What a lie is told about: a pupil's record, what is known of it, and the accomplice. */
import { toBase64Url } from '@cloison/protocol/public';
import type { Situation } from '../lies/lie.ts';
import type { SeededRandom } from '../runtime/seeded-random.ts';
import type { OfficeMachine } from './office-machine.ts';
import { OfficeView } from './office-view.ts';
import type { PeopleOfBase } from './people-of-base.ts';
import { ACCOMPLICE, type Scenario } from './scenario.ts';
import type { Truth } from './truth.ts';

interface Moment {
  readonly office: OfficeMachine;
  readonly people: PeopleOfBase;
  readonly truth: Truth;
  readonly scenario: Scenario;
  readonly isClosing: boolean;
}

/** Null while the office is down. */
export function situationOf(
  { office, people, truth, scenario, isClosing }: Moment,
  who: string,
  query: URLSearchParams,
  random: SeededRandom,
): Situation | null {
  const { campaign } = office;
  const { pupils, manifest, ceiling } = people;
  const of = pupils.get(who) ?? pupils.get(ACCOMPLICE);
  const accomplice = pupils.get(ACCOMPLICE);
  if (of === undefined || accomplice === undefined) return null;
  if (campaign === null && !isClosing) return null;
  const holder = of.holder.holderId;
  const before = [...people.accomplices].flatMap((id) => people.holders.get(id) ?? []);
  const record = 'maths';
  return {
    truth,
    // While it closes nothing is looked at.
    office: campaign === null ? (null as unknown as OfficeView) : new OfficeView(campaign),
    random,
    holder,
    record,
    sealed: (truth.records.get(`${toBase64Url(holder)} ${record}`) ?? []).filter(({ forged }) => !forged),
    accomplice: {
      holder: accomplice.holder,
      before: before.filter(
        ({ holderId }) => toBase64Url(holderId) !== toBase64Url(accomplice.holder.holderId),
      ),
      record,
      ceiling,
      manifest,
      campaign: scenario.campaign ?? 'plain',
    },
    query,
    sent: null,
    earlier: [],
    sign: null,
    signBytes: null,
  };
}
