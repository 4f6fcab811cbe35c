/** In place of a screen whose file does not come. It is asked for again by itself; Firefox never does so before a reload. */
import { Button } from '@cloison/theme';
import { useWords } from '../words/WordsContext.tsx';
import { Page, PageTitle } from './Page.tsx';

export interface MissingPartProps {
  /** How often it did not come. */
  readonly tries: number;
  /** Of the screen that does not come. Missing: it leads nowhere back. Null: a page of its own, before any code. */
  readonly onBack?: (() => void) | null;
}

export function MissingPart({ tries, onBack }: MissingPartProps) {
  const { trouble, instructions } = useWords();
  // Without network, a page that is loaded again may not come back.
  const mayReload = tries > 1 && navigator.onLine;
  return (
    <Page>
      <PageTitle>{trouble.part}</PageTitle>
      <p>{!mayReload ? trouble.busyDo : onBack === null ? trouble.partDoAlone : trouble.partDo}</p>
      <div className="actions">
        {onBack != null && <Button onPress={onBack}>{instructions.back}</Button>}
        {mayReload && (
          <Button variant="primary" onPress={() => location.reload()}>
            {trouble.reload}
          </Button>
        )}
      </div>
    </Page>
  );
}

/** In place of a page that is opened without a code. */
export function MissingPage({ tries }: { readonly tries: number }) {
  return <MissingPart tries={tries} onBack={null} />;
}
