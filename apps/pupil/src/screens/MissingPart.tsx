/** In place of a screen whose file does not come. It is asked for again by itself; Firefox never does so before a reload. */
import { Button } from '@cloison/theme';
import { useWords } from '../words/WordsContext.tsx';
import { Page, PageTitle } from './Page.tsx';

/** `tries`: how often it did not come. */
export function MissingPart({ tries }: { readonly tries: number }) {
  const { trouble } = useWords();
  // Without network, a page that is loaded again may not come back.
  const mayReload = tries > 1 && navigator.onLine;
  return (
    <Page>
      <PageTitle>{trouble.part}</PageTitle>
      <p>{mayReload ? trouble.partDo : trouble.busyDo}</p>
      {mayReload && <Button onPress={() => location.reload()}>{trouble.reload}</Button>}
    </Page>
  );
}
