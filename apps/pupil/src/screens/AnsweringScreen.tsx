/** An item between two bars: where one is and how much time is left above; saving, comfort and moving below. */
import type { Manifest, Ticket } from '@cloison/protocol';
import {
  countId,
  type DeliveryItem,
  endAttempt,
  type ItemResponses,
  isOver,
  itemAt,
  placeOf,
  waysOn,
} from '@cloison/qti/delivery';
import { Button, Icon, Notice, ProgressDots, SaveIndicator } from '@cloison/theme';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Environment } from '../browser/environment.ts';
import { allowedTools } from '../comfort/accommodations.ts';
import type { Comfort } from '../comfort/comfort.ts';
import type { AssetUrl } from '../item/content/assets.ts';
import type { Attempts, CustomParts, ItemSetting } from '../item/content/ItemContext.tsx';
import { ItemView } from '../item/ItemView.tsx';
import { Dialog } from '../later/Dialog.tsx';
import { loadLater } from '../later/later.tsx';
import type { LiveSitting } from '../sitting/live-sitting.ts';
import type { LiveState } from '../sitting/live-state.ts';
import { progressOf } from '../sitting/progress.ts';
import { itemOnScreen, workOn } from '../sitting/sitting.ts';
import { useLanguage, useWords } from '../words/WordsContext.tsx';
import { ItemGrid } from './ItemGrid.tsx';
import { ComfortDialog, ToolDock } from './later-screens.ts';
import { saveWords } from './save-words.ts';
import { TimeLeft } from './TimeLeft.tsx';

const NO_STATES = {};

export interface AnsweringScreenProps {
  readonly live: LiveSitting;
  readonly state: LiveState;
  readonly info: Manifest['sequences'][number];
  readonly items: ReadonlyMap<string, DeliveryItem>;
  readonly assetUrl: AssetUrl;
  readonly custom: CustomParts;
  readonly storage: Environment['storage'];
  readonly ticket: Ticket;
  readonly comfort: Comfort;
  readonly onComfort: (comfort: Comfort) => void;
}

export function AnsweringScreen(props: AnsweringScreenProps) {
  const { live, state, info, items, assetUrl, custom, storage, ticket, comfort, onComfort } = props;
  const { sitting, warning, readOnly } = state;
  const words = useWords();
  const language = useLanguage();
  const [panel, setPanel] = useState<'none' | 'list' | 'tools'>('none');
  const heading = useRef<HTMLHeadingElement>(null);
  const { position, booklet } = sitting;
  const id = itemOnScreen(sitting);
  const item = items.get(id);
  if (item === undefined) throw new Error('an item of the booklet is missing');
  const progress = useMemo(() => progressOf(sitting, items), [sitting, items]);
  const answer = useCallback<ItemSetting['answer']>(
    (responseId, value, options) => live.answer(responseId, value, { ...options, itemId: id }),
    [live, id],
  );
  const flush = useCallback(() => live.flush(), [live]);
  const { responses, states = NO_STATES } = workOn(sitting, id);
  // What is shown changes with the number of ended attempts alone.
  const shown = useMemo(() => itemAt(item, responses), [item, responses[countId]]);
  const attempts = useMemo(() => attemptsAt(item, responses, live), [item, responses, live]);
  const isLast = position === booklet.length - 1;
  const answered = progress.filter(({ state: of }) => of === 'complete').length;
  const save = saveWords(state, storage, words);
  const allowed = useMemo(() => allowedTools(ticket, info, item), [ticket, info, item]);
  const hasTools =
    comfort.highlighter || (comfort.aloud && allowed.readAloud) || (comfort.calculator && allowed.calculator);

  // The first item is on screen: what comes after it is fetched now, so that the network may go.
  useEffect(() => loadLater(), []);

  // A new item is read from its start.
  // biome-ignore lint/correctness/useExhaustiveDependencies: at each change of item
  useEffect(() => {
    heading.current?.focus();
    window.scrollTo(0, 0);
  }, [id]);

  return (
    <div className="answering" data-tools={hasTools}>
      <header className="bar" data-place="top">
        <p className="bar-title">{info.title[language]}</p>
        <button type="button" className="bar-progress" onClick={() => setPanel('list')}>
          <span aria-hidden="true" className="bar-dots">
            <ProgressDots dots={progress} current={position} label="" />
          </span>
          <span className="bar-count" data-form="long">
            {words.bar.question(position + 1, booklet.length)}
          </span>
          <span className="bar-count" data-form="short">
            {words.bar.short(position + 1, booklet.length)}
          </span>
          <span className="only-heard">
            . {words.bar.list}. {words.bar.answeredOf(answered, booklet.length)}
          </span>
          <Icon name="list" />
        </button>
        <TimeLeft sitting={sitting} />
      </header>
      {warning !== null && (
        <div className="bar-notice">
          <Notice tone="info" icon="clock" announced>
            <p>{warning === 'five-minutes' ? words.bar.fiveMinutes : words.bar.oneMinute}</p>
          </Notice>
          <Button onPress={() => live.dismissWarning()}>{words.bar.understood}</Button>
        </div>
      )}
      <main className="answering-main">
        <h1 ref={heading} tabIndex={-1} className="item-heading only-heard">
          {words.bar.question(position + 1, booklet.length)}
        </h1>
        <ItemView
          key={`${id} ${state.takenOver}`}
          item={shown}
          responses={responses}
          answer={answer}
          flush={flush}
          assetUrl={assetUrl}
          seed={sitting.seed}
          readOnly={readOnly || attempts?.isOver === true}
          {...(attempts === undefined ? {} : { attempts })}
          cards={allowed.cards}
          custom={custom}
          states={states}
        />
      </main>
      <footer className="bar" data-place="bottom">
        <ToolDock
          item={shown}
          assetUrl={assetUrl}
          comfort={comfort}
          onComfort={onComfort}
          allowed={allowed}
        />
        <SaveIndicator state={save.state}>{save.text}</SaveIndicator>
        <div className="bar-buttons">
          {readOnly && (
            <Button variant="primary" onPress={() => void live.takeOver()}>
              {words.conflict.takeOver}
            </Button>
          )}
          <Button variant="quiet" icon="comfort" onPress={() => setPanel('tools')}>
            {words.bar.tools}
          </Button>
          <Button icon="previous" isDisabled={position === 0} onPress={() => live.moveTo(position - 1)}>
            {words.bar.previous}
          </Button>
          {isLast ? (
            <Button variant="primary" icon="check" isDisabled={readOnly} onPress={() => live.review()}>
              {words.bar.end}
            </Button>
          ) : (
            <Button variant="primary" iconAfter="next" onPress={() => live.moveTo(position + 1)}>
              {words.bar.next}
            </Button>
          )}
        </div>
      </footer>
      <Dialog
        isOpen={panel === 'list'}
        isDismissable
        title={words.bar.list}
        onClose={() => setPanel('none')}
        actions={
          <>
            <Button onPress={() => setPanel('none')}>{words.comfort.close}</Button>
            <Button
              variant="primary"
              icon="check"
              isDisabled={readOnly}
              onPress={() => {
                setPanel('none');
                live.review();
              }}
            >
              {words.bar.end}
            </Button>
          </>
        }
      >
        <p>{words.bar.answeredOf(answered, booklet.length)}</p>
        <ItemGrid
          progress={progress}
          current={position}
          words={words}
          onPick={(index) => {
            setPanel('none');
            live.moveTo(index);
          }}
        />
      </Dialog>
      <ComfortDialog
        isOpen={panel === 'tools'}
        allowed={allowed}
        comfort={comfort}
        onChange={onComfort}
        onClose={() => setPanel('none')}
      />
    </div>
  );
}

function attemptsAt(item: DeliveryItem, responses: ItemResponses, live: LiveSitting): Attempts | undefined {
  const { steps } = item;
  if (steps === undefined) return undefined;
  return {
    ways: new Set(waysOn(item, responses)),
    ended: placeOf(steps, responses).ended,
    isOver: isOver(steps, responses),
    end: (by) => {
      const after = endAttempt(item, responses, by);
      if (after !== null) live.endAttempt(after);
    },
  };
}
