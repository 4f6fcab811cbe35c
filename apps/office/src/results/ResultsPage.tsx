/** What comes out of the campaign: analysis, standards, certificate, research file and its secrecy; to read and to keep. */
import type { Results } from '@cloison/console-messages';
import { Button, Notice } from '@cloison/theme';
import { useState } from 'react';
import { useMay, useWorkEnded } from '../desk/desk-context.tsx';
import { useAct, useAnswer } from '../desk/hooks.ts';
import { openPage } from '../desk/open-page.ts';
import { ActForm, TextLine, TickBox } from '../forms/fields.tsx';
import { NotYours } from '../frame/NotYours.tsx';
import { PageTitle } from '../frame/PageTitle.tsx';
import { TroubleNotice } from '../frame/TroubleNotice.tsx';
import { SavedTable } from '../tables/SavedTable.tsx';
import { useSpeech } from '../words/language.tsx';
import { useLatest, useStart, useWork } from '../works/use-work.ts';
import { WorkCard } from '../works/WorkCard.tsx';
import { AnalysisFigures } from './AnalysisFigures.tsx';
import { StandardsPart } from './StandardsPart.tsx';
import { TogetherOfWork } from './TogetherTables.tsx';

const EVERY_MS = 30_000;

const RELEASED_ITEMS = ['responses', 'scores', 'none'] as const;
type ReleasedItems = (typeof RELEASED_ITEMS)[number];

export function ResultsPage({ campaign }: { readonly campaign: string }) {
  const { words } = useSpeech();
  const { answer, trouble } = useAnswer('results', { campaign }, EVERY_MS, useWorkEnded());
  return (
    <div className="page">
      <PageTitle>{words.pages.results}</PageTitle>
      <TroubleNotice trouble={trouble} />
      {answer === null ? (
        trouble === null && <p>{words.loading}</p>
      ) : (
        <>
          {answer.state !== 'closed' && <Analysis campaign={campaign} results={answer} />}
          <StandardsPart campaign={campaign} />
          <Research campaign={campaign} results={answer} />
          <Certificate campaign={campaign} results={answer} />
        </>
      )}
    </div>
  );
}

interface PartProps {
  readonly campaign: string;
  readonly results: Results;
}

function Analysis({ campaign, results }: PartProps) {
  const { words, text, dateTime, language } = useSpeech();
  const own = words.results;
  const mayAnalyse = useMay('campaign analyse');
  const { start, isStarting, trouble } = useStart();
  const reading = useAct('analysisPage', openPage);
  const booklet = useAct('bookletPage', openPage);
  const [out, setOut] = useState('');
  const latest = useLatest(['analyse'], campaign);
  return (
    <section>
      <h2>{own.analysis}</h2>
      <p className="soft">
        {own.analysisAbout}{' '}
        {results.analysedAt === null ? own.noAnalysis : own.analysedAt(dateTime(results.analysedAt))}
      </p>
      {mayAnalyse ? (
        <>
          {results.analysedAt !== null && (
            <div className="actions">
              {results.levels.map(({ level, title }) => (
                <ReadOrKeep
                  key={level}
                  read={own.readReport(text(title))}
                  keep={own.keepReport(text(title))}
                  isDisabled={reading.isActing}
                  onPress={(form) => reading.act({ campaign, level, lang: language, form })}
                />
              ))}
            </div>
          )}
          {results.analysedAt !== null && (
            <div className="actions">
              {results.domains.map(({ domain, title }) => (
                <ReadOrKeep
                  key={domain}
                  read={own.readBooklet(text(title))}
                  keep={own.keepBooklet(text(title))}
                  isDisabled={booklet.isActing}
                  onPress={(form) => booklet.act({ campaign, domain, lang: language, form })}
                />
              ))}
            </div>
          )}
          <TroubleNotice trouble={booklet.trouble} />
          {results.analysedAt !== null && <Figures campaign={campaign} results={results} />}
          <TroubleNotice trouble={reading.trouble} />
          <ActForm
            label={own.analysis}
            onSubmit={() =>
              start({ kind: 'analyse', campaign, out: out.trim() === '' ? null : out, lang: language })
            }
          >
            <TextLine label={own.outOptional} help={own.outHelp} value={out} onChange={setOut} />
            <Button type="submit" variant="primary" isDisabled={isStarting}>
              {results.analysedAt === null ? own.analyse : own.analyseAgain}
            </Button>
            <TroubleNotice trouble={trouble} />
          </ActForm>
        </>
      ) : (
        <NotYours command="campaign analyse" />
      )}
      {latest !== null && (
        <>
          <WorkCard id={latest.id} />
          <TogetherOfWork id={latest.id} />
        </>
      )}
    </section>
  );
}

interface ReadOrKeepProps {
  readonly read: string;
  /** Read out: what is shown is shorter, and stands beside its page. */
  readonly keep: string;
  readonly isDisabled: boolean;
  readonly onPress: (form: 'page' | 'file') => void;
}

function ReadOrKeep({ read, keep, isDisabled, onPress }: ReadOrKeepProps) {
  const { words } = useSpeech();
  return (
    <span className="read-or-keep">
      <Button isDisabled={isDisabled} onPress={() => onPress('page')}>
        {read}
      </Button>
      <Button variant="quiet" isDisabled={isDisabled} aria-label={keep} onPress={() => onPress('file')}>
        {words.results.download}
      </Button>
    </span>
  );
}

/** Asked for, as a report is: showing them is in the journal. */
function Figures({ campaign, results }: PartProps) {
  const { words, text } = useSpeech();
  const own = words.figures;
  const { act, isActing, done, trouble, clear } = useAct('analysisFigures');
  return (
    <>
      <div className="actions">
        {results.levels.map(({ level, title }) => (
          <Button key={level} isDisabled={isActing} onPress={() => act({ campaign, level })}>
            {own.show(text(title))}
          </Button>
        ))}
        {done !== null && (
          <Button variant="quiet" onPress={clear}>
            {own.hide}
          </Button>
        )}
      </div>
      <TroubleNotice trouble={trouble} />
      {done !== null && <AnalysisFigures domains={done.domains} />}
    </>
  );
}

function Research({ campaign, results }: PartProps) {
  const { words, number } = useSpeech();
  const own = words.results;
  const mayExport = useMay('campaign export');
  const { start, isStarting, trouble } = useStart();
  const [out, setOut] = useState('');
  const [fewest, setFewest] = useState('');
  const [items, setItems] = useState<ReleasedItems>('responses');
  const [seconds, setSeconds] = useState(true);
  const k = fewest.trim() === '' ? null : Number(fewest);
  const isCount = k === null || (Number.isInteger(k) && k >= 2 && k <= 1000);
  const anonymise = () => {
    if (isCount) start({ kind: 'anonymise', campaign, k, items, seconds });
  };
  const latest = useLatest(['anonymise', 'export'], campaign);
  const { researchRows, anonymised } = results;
  if (results.rehearsal) return null;
  return (
    <section>
      <h2>{own.research}</h2>
      {researchRows === null ? (
        <p className="soft">{own.researchLater}</p>
      ) : (
        <>
          <p>{own.researchRows(number(researchRows))}</p>
          {anonymised !== null && <Secrecy anonymised={anonymised} />}
          {mayExport ? (
            <ActForm
              label={own.research}
              onSubmit={() => (anonymised === null ? anonymise() : start({ kind: 'export', campaign, out }))}
            >
              {anonymised !== null && (
                <TextLine label={words.work.forms.out} help={own.exportHelp} value={out} onChange={setOut} />
              )}
              <TextLine
                label={own.fewestPupils}
                help={own.fewestPupilsHelp}
                value={fewest}
                onChange={setFewest}
                inputMode="numeric"
                narrow
              />
              <label>
                {own.releasedItems}{' '}
                <select value={items} onChange={({ target }) => setItems(target.value as ReleasedItems)}>
                  {RELEASED_ITEMS.map((one) => (
                    <option key={one} value={one}>
                      {own.itemsOf[one]}
                    </option>
                  ))}
                </select>
              </label>
              <TickBox label={own.seconds} value={seconds} onChange={setSeconds} />
              <div className="actions">
                {anonymised !== null && (
                  <Button isDisabled={isStarting || !isCount} onPress={anonymise}>
                    {own.anonymiseAgain}
                  </Button>
                )}
                <Button
                  type="submit"
                  variant="primary"
                  isDisabled={isStarting || (anonymised === null ? !isCount : out.trim() === '')}
                >
                  {anonymised === null ? own.anonymise : own.export}
                </Button>
              </div>
              <TroubleNotice trouble={trouble} />
            </ActForm>
          ) : (
            <NotYours command="campaign export" />
          )}
          {latest !== null && (
            <>
              <WorkCard id={latest.id} />
              <ExportedFiles id={latest.id} />
            </>
          )}
        </>
      )}
    </section>
  );
}

/** What an export has written, each to read or to keep. */
function ExportedFiles({ id }: { readonly id: number }) {
  const { words } = useSpeech();
  const work = useWork(id);
  const { act, trouble } = useAct('exportedFile', openPage);
  if (work?.kind !== 'export' || work.result === null) return null;
  const files = work.result.files as readonly string[];
  return (
    <>
      <ul className="file-list">
        {files.map((file) => (
          <li key={file}>
            <button type="button" className="link-button" onClick={() => act({ id, file })}>
              {file.endsWith('.html') ? words.results.read(file) : words.results.keep(file)}
            </button>
          </li>
        ))}
      </ul>
      <TroubleNotice trouble={trouble} />
    </>
  );
}

function Secrecy({ anonymised }: { readonly anonymised: NonNullable<Results['anonymised']> }) {
  const { words, number } = useSpeech();
  const own = words.results;
  const { rows, droppedRows, k, cells, suppressedTexts, levels } = anonymised;
  return (
    <>
      <h3>{own.secrecy}</h3>
      <p>
        {own.secrecyText(
          number(rows),
          number(k),
          number(cells),
          number(suppressedTexts),
          number(droppedRows),
        )}
      </p>
      <SavedTable label={own.secrecy}>
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">{own.level}</th>
              <th scope="col" className="number">
                {own.rows}
              </th>
              <th scope="col" className="number">
                {own.fewest}
              </th>
              <th scope="col" className="number">
                {own.unique}
              </th>
              <th scope="col" className="number">
                {own.uniqueBoth}
              </th>
            </tr>
          </thead>
          <tbody>
            {levels.map((one) => (
              <tr key={one.level}>
                <th scope="row">{one.level}</th>
                <td className="number">{number(one.rows)}</td>
                <td className="number">{number(one.fewestPersons)}</td>
                <td className="number">{number(one.unique)}</td>
                <td className="number">{number(one.uniqueWithBackground)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </SavedTable>
      <Notice tone="info">
        <p>{own.secrecyHelp}</p>
      </Notice>
    </>
  );
}

function Certificate({ campaign, results }: PartProps) {
  const { words } = useSpeech();
  const own = words.results;
  const { act, isActing, trouble } = useAct('certificate', openPage);
  return (
    <section>
      <h2>{own.certificate}</h2>
      {results.hasCertificate ? (
        <div className="actions">
          <Button isDisabled={isActing} onPress={() => act({ campaign, form: 'page' })}>
            {own.readCertificate}
          </Button>
          <Button isDisabled={isActing} onPress={() => act({ campaign, form: 'json' })}>
            {own.keepCertificate}
          </Button>
        </div>
      ) : (
        <p className="soft">{own.certificateLater}</p>
      )}
      <TroubleNotice trouble={trouble} />
    </section>
  );
}
