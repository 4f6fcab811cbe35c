/** What a sequence is about. Time does not run yet. */
import type { Manifest } from '@cloison/protocol';
import { Button } from '@cloison/theme';
import { questionsOf, type TicketSequence } from '../sitting/open-sequence.ts';
import { useLanguage, useWords } from '../words/WordsContext.tsx';
import { Page, PageTitle } from './Page.tsx';

export interface InstructionsScreenProps {
  readonly info: Manifest['sequences'][number];
  readonly sequence: TicketSequence;
  readonly onBegin: () => void;
  readonly onBack: () => void;
}

export function InstructionsScreen({ info, sequence, onBegin, onBack }: InstructionsScreenProps) {
  const words = useWords();
  const language = useLanguage();
  const minutes = sequence.limitMs === null ? null : Math.round(sequence.limitMs / 60_000);
  const texts = (info.instructions?.[language] ?? '').split(/\n+/).filter((text) => text.trim() !== '');
  return (
    <Page>
      <p className="kicker">{words.instructions.title}</p>
      <PageTitle>{info.title[language]}</PageTitle>
      <div className="instructions">
        {texts.map((text) => (
          <p key={text}>{text}</p>
        ))}
        <ul>
          <li>{words.welcome.questions(questionsOf(sequence))}.</li>
          <li>{minutes === null ? words.instructions.noTime : words.instructions.time(minutes)}</li>
          <li>{words.instructions.saved}</li>
        </ul>
      </div>
      <div className="actions">
        <Button onPress={onBack}>{words.instructions.back}</Button>
        <Button variant="primary" size="large" iconAfter="next" onPress={onBegin}>
          {words.instructions.go}
        </Button>
      </div>
    </Page>
  );
}
