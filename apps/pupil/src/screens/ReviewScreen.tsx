/** Before the end: what has no answer, and one large button. */
import type { Manifest } from '@cloison/protocol';
import type { DeliveryItem } from '@cloison/qti/delivery';
import { Button, Icon, SaveIndicator } from '@cloison/theme';
import type { Environment } from '../browser/environment.ts';
import type { LiveSitting, LiveState } from '../sitting/live-sitting.ts';
import { progressOf, unanswered } from '../sitting/progress.ts';
import { useLanguage, useWords } from '../words/WordsContext.tsx';
import { ItemGrid } from './AnsweringScreen.tsx';
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

export function ReviewScreen({ live, state, info, items, storage }: ReviewScreenProps) {
  const words = useWords();
  const language = useLanguage();
  const left = unanswered(progressOf(state.sitting, items));
  const save = saveWords(state, storage, words);
  return (
    <div className="answering">
      <header className="bar" data-place="top">
        <p className="bar-title">{info.title[language]}</p>
        <TimeLeft sitting={state.sitting} />
      </header>
      <Page>
        <PageTitle>{words.review.title}</PageTitle>
        {left.length === 0 ? (
          <p className="review-done">
            <Icon name="check" /> {words.review.allDone}
          </p>
        ) : (
          <>
            <p>{words.review.missing(left.length)}</p>
            <ItemGrid progress={left} current={null} words={words} onPick={(index) => live.moveTo(index)} />
            <p className="soft">{words.review.optional}</p>
          </>
        )}
        <div className="review-finish">
          <Button variant="primary" size="large" icon="check" onPress={() => live.finish()}>
            {words.review.finish}
          </Button>
          <p className="soft">{words.review.warning}</p>
        </div>
      </Page>
      <footer className="bar" data-place="bottom">
        <SaveIndicator state={save.state}>{save.text}</SaveIndicator>
        <div className="bar-buttons">
          <Button icon="previous" onPress={() => live.moveTo(state.sitting.position)}>
            {words.review.back}
          </Button>
        </div>
      </footer>
    </div>
  );
}
