/** The latent regression: for each factor, how far its values are from the reference, with errors and the joint test. */

import type { RegressionShown } from '@cloison/console-messages';
import { SavedTable } from '../tables/SavedTable.tsx';
import { useSpeech } from '../words/language.tsx';
import { RegressionPlot } from './RegressionPlot.tsx';

export function RegressionFigure({ regression }: { readonly regression: RegressionShown }) {
  const { words, text, number, percent } = useSpeech();
  const own = words.figures;
  const { pupils, schools, explained, residualSd, factors } = regression;
  const p = (value: number) => (value < 0.0001 ? `< ${number(0.0001, 4)}` : `= ${number(value, 4)}`);
  const figure = (value: number | null) => (value === null ? '–' : number(value, 1));
  return (
    <>
      <p className="soft">{own.regressionHelp(number(pupils), number(schools))}</p>
      <RegressionPlot regression={regression} />
      {factors.map(({ column, reference, referencePupils, levels, test }) => (
        <section key={column.fr}>
          <h4>
            {text(column)}
            {test !== null && ` — ${own.jointTest(number(test.chiSquare, 2), number(test.df), p(test.p))}`}
          </h4>
          <SavedTable label={own.regressionOf(text(column))}>
            <table className="data-table">
              <thead>
                <tr>
                  <th scope="col">{text(column)}</th>
                  <th scope="col" className="number">
                    {own.pupils}
                  </th>
                  <th scope="col" className="number">
                    {own.difference}
                  </th>
                  <th scope="col" className="number">
                    {own.error}
                  </th>
                </tr>
              </thead>
              <tbody>
                <tr>
                  <th scope="row">{own.reference(text(reference))}</th>
                  <td className="number">{number(referencePupils)}</td>
                  <td className="number">{number(0)}</td>
                  <td className="number">–</td>
                </tr>
                {levels.map(({ label, pupils: count, difference, standardError }) => (
                  <tr key={label.fr}>
                    <th scope="row">{text(label)}</th>
                    <td className="number">{number(count)}</td>
                    <td className="number">{figure(difference)}</td>
                    <td className="number">{figure(standardError)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </SavedTable>
        </section>
      ))}
      <p className="soft">{own.explained(percent(explained), number(residualSd, 1))}</p>
    </>
  );
}
