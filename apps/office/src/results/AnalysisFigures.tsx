/** The figures of an analysis in the page: Wright map, curves of items, items that work differently; each with its table. */

import type { DomainFigures, ItemCurve } from '@cloison/console-messages';
import { useState } from 'react';
import { SavedTable } from '../tables/SavedTable.tsx';
import { useSpeech } from '../words/language.tsx';
import { DifFigure } from './DifFigure.tsx';
import { ItemCurveFigure } from './ItemCurveFigure.tsx';
import { RegressionFigure } from './RegressionFigure.tsx';
import { WrightFigure } from './WrightFigure.tsx';

export function AnalysisFigures({ domains }: { readonly domains: readonly DomainFigures[] }) {
  const { words, text } = useSpeech();
  const own = words.figures;
  const [chosen, setChosen] = useState(domains[0]?.domain ?? '');
  const figures = domains.find(({ domain }) => domain === chosen) ?? domains[0];
  if (figures === undefined) return null;
  return (
    <div className="analysis-figures">
      {domains.length > 1 && (
        <div className="filters">
          <label>
            {own.choose}
            <select value={figures.domain} onChange={({ target }) => setChosen(target.value)}>
              {domains.map(({ domain, title }) => (
                <option key={domain} value={domain}>
                  {text(title)}
                </option>
              ))}
            </select>
          </label>
        </div>
      )}
      {figures.bands.length === 0 ? (
        <p>{own.noScale}</p>
      ) : (
        <>
          <Wright figures={figures} />
          <Curves key={figures.domain} grid={figures.grid} curves={figures.curves} />
        </>
      )}
      {(figures.regression !== null || figures.regressionRefused.length > 0) && (
        <>
          <h3>{own.regression}</h3>
          {figures.regressionRefused.map((said) => (
            <p key={said.fr}>{text(said)}</p>
          ))}
          {figures.regression !== null && <RegressionFigure regression={figures.regression} />}
        </>
      )}
      <h3>{own.dif}</h3>
      {figures.dif.length === 0 ? <p className="soft">{own.noDif}</p> : <p className="soft">{own.difHelp}</p>}
      {figures.dif.map((study) => (
        <DifFigure key={`${study.column.fr} ${study.focal.fr}`} study={study} />
      ))}
    </div>
  );
}

function Wright({ figures }: { readonly figures: DomainFigures }) {
  const { words, number, percent } = useSpeech();
  const own = words.figures;
  const { bands, groups } = figures;
  return (
    <>
      <h3>{own.wright}</h3>
      <figure>
        <WrightFigure figures={figures} />
        <figcaption className="soft small">{own.wrightHelp}</figcaption>
      </figure>
      <details>
        <summary>{own.asTable}</summary>
        <SavedTable label={own.wright}>
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">{own.band}</th>
                {groups.map((label) => (
                  <th key={label} scope="col" className="number">
                    {groups.length === 1 ? own.pupils : label}
                  </th>
                ))}
                <th scope="col">{own.item}</th>
              </tr>
            </thead>
            <tbody>
              {bands.map(({ low, high, shares, items }) => (
                <tr key={low}>
                  <th scope="row">{own.bandOf(number(low, 1), number(high, 1))}</th>
                  {shares.map((share, g) => (
                    <td key={groups[g]} className="number">
                      {percent(share)}
                    </td>
                  ))}
                  <td>
                    {items
                      .map(({ label, difficulty, standardError }) =>
                        standardError === null
                          ? `${label} (${number(difficulty, 2)})`
                          : `${label} (${number(difficulty, 2)} ± ${number(standardError, 2)})`,
                      )
                      .join(' · ')}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </SavedTable>
      </details>
    </>
  );
}

interface CurvesProps {
  readonly grid: readonly number[];
  readonly curves: readonly ItemCurve[];
}

function Curves({ grid, curves }: CurvesProps) {
  const { words, number, percent } = useSpeech();
  const own = words.figures;
  const [chosen, setChosen] = useState(curves[0]?.id ?? '');
  const item = curves.find(({ id }) => id === chosen);
  if (item === undefined) return null;
  return (
    <>
      <h3>{own.curve}</h3>
      <div className="filters">
        <label>
          {own.item}
          <select value={chosen} onChange={({ target }) => setChosen(target.value)}>
            {curves.map(({ id }) => (
              <option key={id}>{id}</option>
            ))}
          </select>
        </label>
      </div>
      <figure>
        <ItemCurveFigure grid={grid} item={item} />
        <figcaption className="soft small">{own.curveHelp}</figcaption>
      </figure>
      <details>
        <summary>{own.asTable}</summary>
        <SavedTable label={own.curveLabel(item.id)}>
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">{own.theta}</th>
                {item.curves.map(({ score }) => (
                  <th key={score} scope="col" className="number">
                    {own.model}, {own.score(number(score))}
                  </th>
                ))}
                {item.curves.map(({ score }) => (
                  <th key={score} scope="col" className="number">
                    {own.observed}, {own.score(number(score))}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {[...new Set(item.observed.map(({ theta }) => theta))].map((theta) => (
                <tr key={theta}>
                  <th scope="row">{number(theta, 2)}</th>
                  {item.curves.map(({ score, probabilities }) => (
                    <td key={score} className="number">
                      {percent(at(grid, probabilities, theta))}
                    </td>
                  ))}
                  {item.curves.map(({ score }) => (
                    <td key={score} className="number">
                      {percent(
                        item.observed.find((one) => one.theta === theta && one.score === score)?.share ?? 0,
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </SavedTable>
      </details>
    </>
  );
}

/** Of a curve between two points of its grid, which rises by equal steps. */
function at(grid: readonly number[], values: readonly number[], theta: number): number {
  const [first = 0, second = 1] = grid;
  const place = Math.min(grid.length - 1, Math.max(0, (theta - first) / (second - first)));
  const low = Math.min(grid.length - 2, Math.floor(place));
  const part = place - low;
  return (values[low] ?? 0) * (1 - part) + (values[low + 1] ?? 0) * part;
}
