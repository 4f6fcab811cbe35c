/** Below a question with several attempts: the button that hands the answer in, and what has become of it. */
import './attempt.css';
import { submit } from '@cloison/qti/delivery';
import { Button, Icon } from '@cloison/theme';
import { useLanguage } from '../../words/WordsContext.tsx';
import { useItem } from '../content/ItemContext.tsx';
import { ATTEMPT_WORDS } from './attempt-words.ts';

export function AttemptBar() {
  const { attempts, readOnly } = useItem();
  const words = ATTEMPT_WORDS[useLanguage()];
  if (attempts === undefined) throw new Error('an item of one attempt');
  const { ways, ended, isOver, end } = attempts;
  return (
    <div className="attempt-bar">
      {ways.has(submit) && (
        <Button variant="primary" icon="check" isDisabled={readOnly} onPress={() => end(submit)}>
          {words.submit}
        </Button>
      )}
      <p className="attempt-said" role="status">
        {ended > 0 && (
          <>
            <Icon name="check" /> {isOver ? words.over : words.kept}
          </>
        )}
      </p>
    </div>
  );
}
