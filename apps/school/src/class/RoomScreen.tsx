/**
 * The room, for the adult in it: a card a pupil, to be read from two metres; more time, a reopening, and a report of
 * what happened. Nothing moves by itself but the states.
 */
import { Button, Dialog, Notice } from '@cloison/theme';
import { useEffect, useState } from 'react';
import type { ClassDesk } from '../desk/class-desk.ts';
import { classStateOf } from '../desk/class-state-of.ts';
import { formerTellings, tellings } from '../desk/desk-entries.ts';
import type { DeskWish } from '../desk/desk-record.ts';
import { MinutesField } from '../frame/MinutesField.tsx';
import { PageTitle } from '../frame/PageTitle.tsx';
import { TellState } from '../frame/TellState.tsx';
import { FormerTellings, Tellings } from '../home/Tellings.tsx';
import { useObservable, usePolling } from '../live/hooks.ts';
import { useSpeech } from '../words/language.tsx';
import { listName } from '../words/list-name.ts';
import { type RoomCard, type RoomState, roomCards } from './room-cards.ts';

type Asking = (
  | { readonly kind: 'more-time' | 'reopen'; readonly cards: readonly RoomCard[] }
  | { readonly kind: 'incident' }
) & {
  /** What was typed, and found no room. */
  readonly refused?: string;
};

/** Minutes go by though nothing arrives. */
const REDRAW_MS = 15_000;
const STATES: readonly RoomState[] = ['stuck', 'notBegun', 'atWork', 'finished', 'absent'];

export function RoomScreen({ desk }: { readonly desk: ClassDesk }) {
  const speech = useSpeech();
  const { words, text, dateTime } = speech;
  useObservable(desk);
  usePolling([desk], `room ${desk.index}`);
  useTick(REDRAW_MS);
  const [chosen, setChosen] = useState('');
  const [asking, setAsking] = useState<Asking | null>(null);
  const state = classStateOf(desk);
  const open = state.sequences.find(({ window }) => window?.kind === 'open') ?? state.sequences[0];
  const sequence = state.sequences.find(({ id }) => id === chosen) ?? open;
  const { view } = desk.participation;
  const cards = roomCards(
    desk.pupils,
    view.kind === 'ready' ? view.value : null,
    sequence?.id ?? '',
    // Without network nobody here knows whether somebody is stuck.
    desk.answeredMs(),
  );
  // Until participation has come nothing is known of anybody: then nothing is said.
  const known = view.kind === 'ready' ? cards : [];
  const record = desk.record;
  const answers = desk.answers.view.kind === 'ready' ? desk.answers.view.value : null;
  const names = new Map(desk.pupils.map((one) => [one.orderNumber, listName(one)]));
  const unfinished = cards.filter((card) => card.state !== 'finished' && card.state !== 'absent');
  return (
    <div className="page page-wide room">
      <PageTitle up={{ to: { page: 'class', class: desk.index }, label: text(desk.name) }}>
        {words.room.title(text(desk.name))}
      </PageTitle>
      <div className="room-tools">
        {state.sequences.length > 1 && (
          <label className="ask-field">
            <span>{words.head.sequence}</span>
            <select value={sequence?.id ?? ''} onChange={({ target }) => setChosen(target.value)}>
              {state.sequences.map(({ id, title }) => (
                <option key={id} value={id}>
                  {text(title)}
                </option>
              ))}
            </select>
          </label>
        )}
        <p className="room-counts">
          {STATES.map((one) => [one, known.filter((card) => card.state === one).length] as const)
            .filter(([, count]) => count > 0)
            .map(([one, count]) => (
              <span key={one} className="room-count" data-state={one}>
                {words.room.states[one]} <b>{count}</b>
              </span>
            ))}
        </p>
        {record !== null && (
          <div className="actions">
            {unfinished.length > 0 && (
              <Button icon="clock" onPress={() => setAsking({ kind: 'more-time', cards: unfinished })}>
                {words.room.timeForAll}
              </Button>
            )}
            <Button icon="warning" onPress={() => setAsking({ kind: 'incident' })}>
              {words.room.report}
            </Button>
          </div>
        )}
        {view.kind === 'ready' && (
          <p className="soft">{words.when.at(dateTime(Date.parse(view.value.at)))}</p>
        )}
      </div>
      {desk.roster.view.kind !== 'ready' ? (
        <Notice tone="info">
          {desk.roster.view.kind === 'loading' ? words.loading : words.classPage.noPupils}
        </Notice>
      ) : (
        view.kind !== 'ready' && (
          <Notice tone="info">{view.kind === 'loading' ? words.loading : words.head.noParticipation}</Notice>
        )
      )}
      <ul className="room-cards">
        {known.map((card) => (
          <li key={card.orderNumber} className="room-card" data-state={card.state}>
            <p className="room-name">{card.firstName}</p>
            <p className="room-last">
              {card.lastName} <span className="order">{card.orderNumber}</span>
            </p>
            <p className="room-state">{words.room.states[card.state]}</p>
            <p className="room-figures">
              {card.state !== 'notBegun' &&
                card.expected > 0 &&
                words.room.answered(card.answered, card.expected)}
              {card.savedMinutesAgo !== null && card.state !== 'finished' && (
                <span>{words.room.saved(card.savedMinutesAgo)}</span>
              )}
            </p>
            {record !== null && card.state !== 'absent' && card.state !== 'notBegun' && (
              <Button
                onPress={() =>
                  setAsking({ kind: card.state === 'finished' ? 'reopen' : 'more-time', cards: [card] })
                }
              >
                {card.state === 'finished' ? words.room.reopen : words.room.moreTime}
                <span className="only-heard">
                  , {card.firstName} {card.lastName}
                </span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {record !== null && (
        <section aria-labelledby="told">
          <h2 id="told">{words.telling.told}</h2>
          <TellState record={record} />
          <Tellings
            list={tellings(record.entries, answers)}
            record={record}
            nameOf={(order) => names.get(order) ?? order}
            sequenceTitle={(id) =>
              text(state.sequences.find((one) => one.id === id)?.title ?? { fr: id, en: id })
            }
          />
          {record.isRead && <FormerTellings list={formerTellings(record.entries, answers)} />}
        </section>
      )}
      {asking !== null && record !== null && sequence !== undefined && (
        <AskDialog
          asking={asking}
          sequence={sequence.id}
          onClose={() => setAsking(null)}
          onAsk={(wish, note) => {
            setAsking(null);
            void record.ask(asking.kind === 'incident' ? 'i' : 'r', wish).then(() => {
              if (record.isFull) setAsking({ ...asking, refused: note });
            });
          }}
        />
      )}
    </div>
  );
}

function AskDialog(props: {
  readonly asking: Asking;
  readonly sequence: string;
  readonly onClose: () => void;
  readonly onAsk: (wish: DeskWish, note: string) => void;
}) {
  const { asking, sequence, onClose, onAsk } = props;
  const { words } = useSpeech();
  const [note, setNote] = useState(asking.refused ?? '');
  const [minutes, setMinutes] = useState(10);
  const end = { note: note.trim(), withdrawn: false };
  const wish = (): DeskWish => {
    switch (asking.kind) {
      case 'incident': {
        const minute = Math.floor(Date.now() / 60_000);
        return { kind: 'incident', orderNumbers: [], sequence, minute, ...end };
      }
      case 'reopen':
        return { kind: 'reopen', orderNumbers: ordersOf(asking.cards), sequence, ...end };
      case 'more-time':
        return { kind: 'more-time', orderNumbers: ordersOf(asking.cards), sequence, minutes, ...end };
    }
  };
  const title = words.room.asks[asking.kind];
  return (
    <Dialog
      isOpen
      isDismissable
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{words.telling.cancel}</Button>
          <Button
            variant="primary"
            isDisabled={asking.kind === 'incident' && note.trim() === ''}
            onPress={() => onAsk(wish(), note)}
          >
            {asking.kind === 'incident' ? words.room.send : words.telling.ask}
          </Button>
        </>
      }
    >
      {asking.refused !== undefined && (
        <Notice tone="warning" announced>
          <p>{words.telling.full}</p>
        </Notice>
      )}
      {asking.kind !== 'incident' && (
        <p>
          {asking.cards.length === 1
            ? `${asking.cards[0]!.firstName} ${asking.cards[0]!.lastName}`
            : words.telling.pupils(asking.cards.length)}
        </p>
      )}
      {asking.kind === 'more-time' && <MinutesField minutes={minutes} onChange={setMinutes} />}
      <label className="ask-field">
        <span>{asking.kind === 'incident' ? words.room.happened : words.telling.note}</span>
        <textarea
          className="field"
          rows={4}
          maxLength={asking.kind === 'incident' ? 2_000 : 500}
          value={note}
          onChange={({ target }) => setNote(target.value)}
        />
      </label>
      <p className="soft">{words.room.helps[asking.kind]}</p>
    </Dialog>
  );
}

const ordersOf = (cards: readonly RoomCard[]) => cards.map(({ orderNumber }) => orderNumber);

function useTick(everyMs: number): void {
  const [, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick((tick) => tick + 1), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
}
