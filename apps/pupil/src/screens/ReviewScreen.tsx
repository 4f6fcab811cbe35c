/** Before the end: what has no answer, and one large button. */
import type { Manifest } from '@cloison/protocol';
import type { DeliveryItem } from '@cloison/qti/delivery';
import { Button, Icon, SaveIndicator } from '@cloison/theme';
import { useState } from 'react';
import type { Environment } from '../browser/environment.ts';
import { Dialog } from '../later/Dialog.tsx';
import type { LiveSitting } from '../sitting/live-sitting.ts';
import type { LiveState } from '../sitting/live-state.ts';
import { progressOf, unanswered } from '../sitting/progress.ts';
import { LATER_WORDS } from '../words/later-words.ts';
import { useLanguage, useWords } from '../words/WordsContext.tsx';
import { ItemGrid } from './ItemGrid.tsx';
import { Page, PageTitle } from './Page.tsx';
import { saveWords } from './save-words.ts';
import { TimeLeft } from './TimeLeft.tsx';

export interface ReviewScreenProps {
  readonly live: LiveSitting;
  readonly state: LiveState;
  readonly info: Manifest['sequences'][number];
  readonly items: ReadonlyMap<string, DeliveryItem>;
  readonly storage: Environment['storage'];
}

/** As many blanks as this part of the sequence, and finishing is asked twice. */
const MANY_BLANKS = 1 / 4;

export function ReviewScreen({ live, state, info, items, storage }: ReviewScreenProps) {
  const words = useWords();
  const language = useLanguage();
  const { review } = LATER_WORDS[language];
  const [isAsking, setAsking] = useState(false);
  const left = unanswered(progressOf(state.sitting, items));
  const blank = left.filter(({ state: of }) => of === 'none');
  const partial = left.filter(({ state: of }) => of === 'partial');
  const isEarly = blank.length >= MANY_BLANKS * state.sitting.booklet.length;
  const save = saveWords(state, storage, words);
  return (
    <div className="answering">
      <header className="bar" data-place="top">
        <p className="bar-title">{info.title[language]}</p>
        <TimeLeft sitting={state.sitting} />
      </header>
      <Page>
        <PageTitle>{review.title}</PageTitle>
        {left.length === 0 ? (
          <p className="review-done">
            <Icon name="check" /> {review.allDone}
          </p>
        ) : (
          <>
            {[
              { of: blank, said: review.blank },
              { of: partial, said: review.partial },
            ].map(
              ({ of, said }) =>
                of.length > 0 && (
                  <div key={of[0]?.id} className="review-left">
                    <p>{said(of.length)}</p>
                    <ItemGrid
                      progress={of}
                      current={null}
                      words={words}
                      onPick={(index) => live.moveTo(index)}
                    />
                  </div>
                ),
            )}
            <p className="soft">{review.optional}</p>
          </>
        )}
        <div className="review-finish">
          <Button
            variant="primary"
            size="large"
            icon="check"
            onPress={() => (isEarly ? setAsking(true) : live.finish())}
          >
            {review.finish}
          </Button>
          <p className="soft">{review.warning}</p>
        </div>
      </Page>
      <footer className="bar" data-place="bottom">
        <SaveIndicator state={save.state}>{save.text}</SaveIndicator>
        <div className="bar-buttons">
          <Button icon="previous" onPress={() => live.moveTo(state.sitting.position)}>
            {review.back}
          </Button>
        </div>
      </footer>
      <Dialog
        isOpen={isAsking}
        role="alertdialog"
        title={review.sureTitle}
        actions={
          <>
            <Button onPress={() => live.finish()}>{review.sureFinish}</Button>
            <Button variant="primary" icon="previous" onPress={() => setAsking(false)}>
              {review.back}
            </Button>
          </>
        }
      >
        <p>{review.sure(blank.length)}</p>
      </Dialog>
    </div>
  );
}
