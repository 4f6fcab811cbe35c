/** The title of an inspector's page, with what may be taken away of it. */
import { Button } from '@cloison/theme';
import { PageTitle } from '../frame/PageTitle.tsx';
import { useSpeech } from '../words/language.tsx';

export interface AreaTitleProps {
  readonly children: string;
  /** Gives the table that the page shows. */
  readonly onDownload: () => void;
}

export function AreaTitle({ children, onDownload }: AreaTitleProps) {
  const { words } = useSpeech();
  return (
    <PageTitle
      aside={
        <span className="actions">
          <Button icon="download" onPress={onDownload}>
            {words.area.table}
          </Button>
          <Button icon="print" onPress={() => print()}>
            {words.area.print}
          </Button>
        </span>
      }
    >
      {children}
    </PageTitle>
  );
}
