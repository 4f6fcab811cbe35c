/** What is done with all areas at once: their letters, and the file that declares some. */
import { Button } from '@cloison/theme';
import { useState } from 'react';
import { useMay } from '../desk/desk-context.tsx';
import { ActForm, TextLine, TickBox } from '../forms/fields.tsx';
import { NotYours } from '../frame/NotYours.tsx';
import { TroubleNotice } from '../frame/TroubleNotice.tsx';
import { useSpeech } from '../words/language.tsx';
import { useStart } from '../works/use-work.ts';
import { WorkCard } from '../works/WorkCard.tsx';

interface PrintAreasProps {
  readonly campaign: string;
  readonly lettersAt: string | null;
}

export function PrintAreas({ campaign, lettersAt }: PrintAreasProps) {
  const { words, dateTime } = useSpeech();
  const own = words.areas;
  const mayPrint = useMay('letters print');
  const { start, isStarting, started, trouble } = useStart();
  const [out, setOut] = useState('');
  const [single, setSingle] = useState(false);
  return (
    <section>
      <h2>{own.letters}</h2>
      <p className="soft">
        {own.lettersAbout} {lettersAt === null ? own.lettersNever : own.lettersAt(dateTime(lettersAt))}
      </p>
      {mayPrint ? (
        <ActForm
          label={own.letters}
          onSubmit={() => start({ kind: 'letters', campaign, out, single, areas: true })}
        >
          <TextLine label={words.work.forms.out} value={out} onChange={setOut} />
          <TickBox label={own.single} value={single} onChange={setSingle} />
          <Button type="submit" isDisabled={out.trim() === '' || isStarting}>
            {own.print}
          </Button>
          <TroubleNotice trouble={trouble} />
        </ActForm>
      ) : (
        <NotYours command="letters print" />
      )}
      {/* Letters to heads are of the same kind of work: they are at the step that prints them. */}
      {started !== null && <WorkCard id={started.id} />}
    </section>
  );
}

export function ImportAreas({ campaign }: { readonly campaign: string }) {
  const { words } = useSpeech();
  const own = words.areas;
  const { forms } = words.work;
  const mayImport = useMay('areas import');
  const { start, isStarting, trouble } = useStart();
  const [file, setFile] = useState('');
  const isEmpty = file.trim() === '' || isStarting;
  return (
    <section>
      <h2>{own.import}</h2>
      <p className="soft">{own.importAbout}</p>
      {mayImport ? (
        <ActForm
          label={own.import}
          onSubmit={() => start({ kind: 'importAreas', campaign, file, dryRun: true })}
        >
          <TextLine label={own.file} help={own.fileHelp} value={file} onChange={setFile} />
          <div className="actions">
            <Button type="submit" isDisabled={isEmpty}>
              {forms.checkOnly}
            </Button>
            <Button
              variant="primary"
              isDisabled={isEmpty}
              onPress={() => start({ kind: 'importAreas', campaign, file, dryRun: false })}
            >
              {forms.import}
            </Button>
          </div>
          <TroubleNotice trouble={trouble} />
        </ActForm>
      ) : (
        <NotYours command="areas import" />
      )}
    </section>
  );
}
