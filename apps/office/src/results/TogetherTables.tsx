/** Domains that an analysis calibrated together: how they correlate, and how reliable each is with the others' help. */
import type { DimensionsShown, Said } from '@cloison/console-messages';
import { SavedTable } from '../tables/SavedTable.tsx';
import { useSpeech } from '../words/language.tsx';
import { useWork } from '../works/use-work.ts';

/** Of a finished work; nothing where none was asked for. */
export function TogetherOfWork({ id }: { readonly id: number }) {
  const work = useWork(id);
  if (work?.kind !== 'analyse' || work.result === null) return null;
  const studies = work.result.together as readonly DimensionsShown[];
  return studies.map((study) => <Together key={study.domains.map(({ fr }) => fr).join(' ')} study={study} />);
}

function Together({ study }: { readonly study: DimensionsShown }) {
  const { words, text, number } = useSpeech();
  const own = words.figures;
  const { domains, pupils, correlations, reliabilities, remark } = study;
  const pair = ([first, second]: readonly [Said, Said]) => `${text(first)} × ${text(second)}`;
  return (
    <>
      <h3>{own.together(domains.map(text).join(', '))}</h3>
      <p className="soft">{own.togetherHelp(number(pupils))}</p>
      {remark !== null && <p>{text(remark)}</p>}
      {correlations.length > 0 && (
        <>
          <SavedTable label={own.correlations}>
            <table className="data-table">
              <thead>
                <tr>
                  <th scope="col">{own.domains}</th>
                  <th scope="col" className="number">
                    {own.correlation}
                  </th>
                  <th scope="col" className="number">
                    {own.error}
                  </th>
                </tr>
              </thead>
              <tbody>
                {correlations.map(({ between, correlation, standardError }) => (
                  <tr key={pair(between)}>
                    <th scope="row">{pair(between)}</th>
                    <td className="number">{number(correlation, 2)}</td>
                    <td className="number">{standardError === null ? '–' : number(standardError, 3)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </SavedTable>
          <SavedTable label={own.reliabilities}>
            <table className="data-table">
              <thead>
                <tr>
                  <th scope="col">{own.domains}</th>
                  <th scope="col" className="number">
                    {own.reliability}
                  </th>
                </tr>
              </thead>
              <tbody>
                {reliabilities.map(({ domain, reliability }) => (
                  <tr key={domain.fr}>
                    <th scope="row">{text(domain)}</th>
                    <td className="number">{number(reliability, 2)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </SavedTable>
        </>
      )}
    </>
  );
}
