/** The code is entered on a second computer while a sequence is begun: which of them goes on, a person decides. */
import { Button } from '@cloison/theme';
import { LATER_WORDS } from '../words/later-words.ts';
import { useLanguage, useWords } from '../words/WordsContext.tsx';
import { Page, PageTitle } from './Page.tsx';

export interface ElsewhereScreenProps {
  readonly onGoOn: () => void;
  readonly onBack: () => void;
}

export function ElsewhereScreen({ onGoOn, onBack }: ElsewhereScreenProps) {
  const words = useWords();
  const { elsewhere } = LATER_WORDS[useLanguage()];
  return (
    <Page>
      <PageTitle>{elsewhere.title}</PageTitle>
      <p className="large">{elsewhere.text}</p>
      <p>{elsewhere.goOnText}</p>
      <p>{elsewhere.notMe}</p>
      <div className="actions">
        <Button onPress={onBack}>{words.instructions.back}</Button>
        <Button variant="primary" size="large" iconAfter="next" onPress={onGoOn}>
          {words.conflict.takeOver}
        </Button>
      </div>
    </Page>
  );
}
