/** What a head asks the office: a code, a reopening, more time. The answer comes back here. */
import { Button, Notice } from '@cloison/theme';
import { useState } from 'react';
import type { Desk } from '../desk/desk.ts';
import { type TellingShown, tellings, waitsForAnswer } from '../desk/desk-entries.ts';
import type { DeskWish } from '../desk/desk-record.ts';
import { byName } from '../desk/pupil-identity.ts';
import type { SchoolDesk } from '../desk/school-desk.ts';
import { MinutesField } from '../frame/MinutesField.tsx';
import { PageTitle } from '../frame/PageTitle.tsx';
import { TellState, type TellStateProps } from '../frame/TellState.tsx';
import { Tellings } from '../home/Tellings.tsx';
import { useObservable, useObservables, usePolling } from '../live/hooks.ts';
import { useSpeech } from '../words/language.tsx';
import { listName } from '../words/list-name.ts';
import { useSlips } from './CodesScreen.tsx';

const KINDS = ['lost', 'misused', 'teacher-code', 'reopen', 'more-time'] as const;
type Asked = (typeof KINDS)[number];

export function RequestsScreen({ desk, school }: { readonly desk: Desk; readonly school: SchoolDesk }) {
  const { words, text } = useSpeech();
  useObservable(school);
  useObservables(desk.classes);
  usePolling([school, ...desk.classes], 'requests');
  const { record } = school;
  /** The request that was asked last has left, and was not taken back. */
  const [sent, setSent] = useState(false);
  const answers = school.answers.view.kind === 'ready' ? school.answers.view.value : null;
  const names = new Map(
    desk.classes.flatMap(({ pupils }) =>
      pupils.map((pupil) => [pupil.orderNumber, listName(pupil)] as const),
    ),
  );
  const sequenceTitle = (id: string) =>
    text(desk.manifest.sequences.find((one) => one.id === id)?.title ?? { fr: id, en: id });
  const told = tellings(record?.entries ?? {}, answers);
  return (
    <div className="page">
      <PageTitle up={{ to: { page: 'home' }, label: words.home }}>{words.telling.title}</PageTitle>
      {record === null ? (
        <Notice tone="info">{words.notSitting.notHere}</Notice>
      ) : (
        <>
          <p>{words.telling.intro}</p>
          <AskForm
            desk={desk}
            school={school}
            waiting={told.filter(waitsForAnswer)}
            record={record}
            sent={sent}
            onSent={setSent}
            onAsk={async (wish) => {
              await record.ask('r', wish);
              return !record.isFull;
            }}
          />
          <section aria-labelledby="told">
            <h2 id="told">{words.telling.told}</h2>
            <Tellings
              list={told}
              record={record}
              nameOf={(order) => names.get(order) ?? order}
              sequenceTitle={sequenceTitle}
              onTakeBack={() => setSent(false)}
            />
          </section>
        </>
      )}
    </div>
  );
}

interface AskFormProps {
  readonly desk: Desk;
  readonly school: SchoolDesk;
  /** Requests that the office has not answered. */
  readonly waiting: readonly TellingShown[];
  readonly record: TellStateProps['record'];
  readonly sent: boolean;
  readonly onSent: (sent: boolean) => void;
  /** Resolves to false where there was no room for it. */
  readonly onAsk: (wish: DeskWish) => Promise<boolean>;
}

/** In place of an order number. */
const WHOLE_CLASS = 'all';

function AskForm({ desk, school, waiting, record, sent, onSent: setSent, onAsk }: AskFormProps) {
  const { words, text } = useSpeech();
  const [kind, setKind] = useState<Asked>('lost');
  /** By its place in the keyring: the list of classes is another one for each kind. */
  const [classIndex, setClassIndex] = useState<number | null>(null);
  const [order, setOrder] = useState('');
  const [sequence, setSequence] = useState('');
  const [minutes, setMinutes] = useState(10);
  const [rank, setRank] = useState(1);
  const [note, setNote] = useState('');
  // A code is for those who answer on screen; a teacher's code for every class.
  const online = desk.classes.some(({ mode }) => mode === 'online');
  const kinds = KINDS.filter((one) => online || one === 'teacher-code');
  const shown = kinds.includes(kind) ? kind : 'teacher-code';
  const classes = desk.classes.filter(({ mode }) => shown === 'teacher-code' || mode === 'online');
  const chosen = classes.find(({ index }) => index === classIndex) ?? classes[0];
  const pupils = [...(chosen?.pupils ?? [])].sort(byName);
  const pupil = pupils.find(({ orderNumber }) => orderNumber === order)?.orderNumber ?? '';
  const sequences = chosen?.sequences ?? [];
  const picked = sequences.find(({ id }) => id === sequence)?.id ?? sequences[0]?.id ?? '';
  const forAll = shown === 'more-time' && order === WHOLE_CLASS;
  const isAsked = waiting.some(
    ({ entry }) => entry.kind === 'teacher-code' && entry.label === chosen?.label && entry.rank === rank,
  );
  const ready =
    chosen !== undefined && (shown === 'teacher-code' ? !isAsked : forAll ? pupils.length > 0 : pupil !== '');
  const ask = () => {
    const wish = wishOf();
    if (wish === null) return;
    setNote('');
    setOrder('');
    setSent(false);
    void onAsk(wish).then((isKept) => {
      setSent(isKept);
      if (isKept) return;
      setNote(note);
      setOrder(order);
    });
  };
  const wishOf = (): DeskWish | null => {
    if (chosen === undefined) return null;
    const end = { note: note.trim(), withdrawn: false };
    switch (shown) {
      case 'lost':
      case 'misused':
        return { kind: 'reserve', orderNumber: pupil, why: shown, ...end };
      case 'teacher-code':
        return { kind: 'teacher-code', label: chosen.label, rank, ...end };
      case 'reopen':
        return { kind: 'reopen', orderNumbers: [pupil], sequence: picked, ...end };
      case 'more-time': {
        const orderNumbers = forAll ? pupils.map(({ orderNumber }) => orderNumber) : [pupil];
        return { kind: 'more-time', orderNumbers, sequence: picked, minutes, ...end };
      }
    }
  };
  return (
    <form
      className="ask-form"
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      <label className="ask-field">
        <span>{words.telling.what}</span>
        <select
          value={shown}
          onChange={({ target }) => {
            setKind(target.value as Asked);
            setClassIndex(chosen?.index ?? null);
            setRank(1);
            setSent(false);
          }}
        >
          {kinds.map((one) => (
            <option key={one} value={one}>
              {words.telling.asks[one]}
            </option>
          ))}
        </select>
      </label>
      <label className="ask-field">
        <span>{words.head.class}</span>
        <select
          value={String(chosen?.index)}
          onChange={({ target }) => {
            setClassIndex(Number(target.value));
            setOrder('');
            setRank(1);
          }}
        >
          {classes.map((one) => (
            <option key={one.index} value={one.index}>
              {text(one.name)}
            </option>
          ))}
        </select>
      </label>
      {shown === 'teacher-code' && chosen !== undefined && (
        <CardField school={school} label={chosen.label} rank={rank} onChange={setRank} />
      )}
      {shown !== 'teacher-code' && (
        <label className="ask-field">
          <span>{words.classPage.pupil}</span>
          <select value={forAll ? WHOLE_CLASS : pupil} onChange={({ target }) => setOrder(target.value)}>
            <option value="">{words.telling.choose}</option>
            {shown === 'more-time' && <option value={WHOLE_CLASS}>{words.telling.wholeClass}</option>}
            {pupils.map((pupil) => (
              <option key={pupil.orderNumber} value={pupil.orderNumber}>
                {listName(pupil)}
              </option>
            ))}
          </select>
        </label>
      )}
      {(shown === 'reopen' || shown === 'more-time') && (
        <label className="ask-field">
          <span>{words.head.sequence}</span>
          <select value={picked} onChange={({ target }) => setSequence(target.value)}>
            {sequences.map(({ id, title }) => (
              <option key={id} value={id}>
                {text(title)}
              </option>
            ))}
          </select>
        </label>
      )}
      {shown === 'more-time' && <MinutesField minutes={minutes} onChange={setMinutes} />}
      <label className="ask-field ask-note">
        <span>{words.telling.note}</span>
        <textarea
          className="field"
          rows={2}
          maxLength={500}
          value={note}
          onChange={({ target }) => setNote(target.value)}
        />
      </label>
      <p className="soft ask-note">{words.telling.helps[shown]}</p>
      <div className="ask-note ask-send">
        <Button type="submit" variant="primary" isDisabled={!ready}>
          {words.telling.ask}
        </Button>
        {/* Beside what was pressed: below the form it was below the edge of a small screen. */}
        <TellState record={record} />
        <p className="ask-sent" role="status">
          {sent && record.save.kind === 'saved' && !record.isFull && words.telling.sent}
        </p>
      </div>
    </form>
  );
}

interface CardFieldProps {
  readonly school: SchoolDesk;
  /** Of the class. */
  readonly label: string;
  readonly rank: number;
  readonly onChange: (rank: number) => void;
}

/** Which of the cards of a class; nothing where it has one. */
function CardField({ school, label, rank, onChange }: CardFieldProps) {
  const { words } = useSpeech();
  const view = useSlips(school);
  const slips = view.kind === 'ready' ? view.slips : [];
  const ranks = slips.flatMap((one) =>
    one.label === label ? one.teachers.map(({ rank: own }) => own ?? 1) : [],
  );
  if (ranks.length < 2) return null;
  return (
    <label className="ask-field">
      <span>{words.head.card.which}</span>
      <select value={String(rank)} onChange={({ target }) => onChange(Number(target.value))}>
        {ranks.map((one) => (
          <option key={one} value={one}>
            {words.head.card.number(one)}
          </option>
        ))}
      </select>
    </label>
  );
}
