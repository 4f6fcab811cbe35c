/** Requests and reports of a desk, each with its state. */
import { Button } from '@cloison/theme';
import { type FormerTelling, type TellingShown, waitsForAnswer } from '../desk/desk-entries.ts';
import type { DeskRecord, DeskWish } from '../desk/desk-record.ts';
import { useSpeech } from '../words/language.tsx';
import type { Words } from '../words/words.ts';

export interface TellingsProps {
  readonly list: readonly TellingShown[];
  readonly record: DeskRecord | null;
  /** "Zoé Petit" for an order number; the number itself when the pupil is not known here. */
  readonly nameOf: (orderNumber: string) => string;
  readonly sequenceTitle: (id: string) => string;
  readonly onTakeBack?: () => void;
}

export function Tellings({ list, record, nameOf, sequenceTitle, onTakeBack }: TellingsProps) {
  const { words, dateTime } = useSpeech();
  if (list.length === 0) return <p className="soft">{words.telling.none}</p>;
  const takeBack = ({ id, entry }: TellingShown) => {
    onTakeBack?.();
    const { edit: _edit, ...rest } = entry;
    void record?.put({ [id]: { ...rest, withdrawn: true } as DeskWish });
  };
  return (
    <ul className="tellings">
      {list.map((one) => {
        const title = words.telling.kinds[one.entry.kind];
        const about = aboutOf(one, nameOf, sequenceTitle, words);
        return (
          <li key={one.id} className="telling" data-state={one.state}>
            <p className="telling-head">
              <b>{title}</b> <span className="chip">{words.telling.states[one.state]}</span>
            </p>
            {about !== '' && <p>{about}</p>}
            {one.entry.note !== '' && <p className="soft">{one.entry.note}</p>}
            {one.answer !== '' && <p className="telling-answer">{one.answer}</p>}
            {one.answeredAt !== null && <p className="soft">{dateTime(Date.parse(one.answeredAt))}</p>}
            {record !== null && waitsForAnswer(one) && (
              <Button onPress={() => takeBack(one)}>
                {words.telling.takeBack}
                <span className="only-heard"> {title}</span>
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** What was told under a root that was replaced: what it said is not sealed to the present one. */
export function FormerTellings({ list }: { readonly list: readonly FormerTelling[] }) {
  const { words, dateTime } = useSpeech();
  if (list.length === 0) return null;
  return (
    <>
      <h3>{words.telling.former}</h3>
      <p className="soft">{words.telling.formerHelp}</p>
      <ul className="tellings">
        {list.map(({ id, state, receivedAt, answer }) => (
          <li key={id} className="telling" data-state={state}>
            <p className="telling-head">
              <b>{dateTime(Date.parse(receivedAt))}</b>{' '}
              <span className="chip">{words.telling.states[state]}</span>
            </p>
            {answer !== '' && <p className="telling-answer">{answer}</p>}
          </li>
        ))}
      </ul>
    </>
  );
}

function aboutOf(
  { entry }: TellingShown,
  nameOf: TellingsProps['nameOf'],
  sequenceTitle: TellingsProps['sequenceTitle'],
  { telling: { pupils, minutes }, head: { card } }: Words,
): string {
  const people = (orders: readonly string[]) =>
    orders.length > 3 ? pupils(orders.length) : orders.map(nameOf).join(', ');
  switch (entry.kind) {
    case 'reserve':
      return nameOf(entry.orderNumber);
    case 'teacher-code':
      return entry.rank === 1 ? entry.label : `${entry.label}, ${card.number(entry.rank)}`;
    case 'reopen':
      return `${sequenceTitle(entry.sequence)}, ${people(entry.orderNumbers)}`;
    case 'more-time':
      return `${sequenceTitle(entry.sequence)}, ${people(entry.orderNumbers)}, ${minutes(entry.minutes)}`;
    case 'incident':
      return [entry.sequence === null ? '' : sequenceTitle(entry.sequence), people(entry.orderNumbers)]
        .filter((part) => part !== '')
        .join(', ');
  }
}
