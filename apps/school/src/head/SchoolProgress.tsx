/** Progress of a level since an earlier campaign: all classes together, then each. */
import type { Manifest, SchoolProgress as Progress } from '@cloison/protocol';
import { TableFrame } from '@cloison/theme';
import { domainsOf, ProgressTables } from '../results/ProgressTables.tsx';
import { movedOf } from '../results/progress-counts.ts';
import { useSpeech } from '../words/language.tsx';

interface SchoolProgressProps {
  readonly progress: Progress;
  readonly level: Manifest['levels'][number];
  /** Those of the level. */
  readonly domains: Manifest['domains'];
}

export function SchoolProgress({ progress, level, domains }: SchoolProgressProps) {
  const { words, text } = useSpeech();
  const said = words.progress;
  // Nothing of this level was there at the earlier point.
  if (!progress.domains.some(({ domain }) => domains.some(({ id }) => id === domain))) return null;
  const classes = progress.classes
    .filter((one) => one.level === level.id)
    .sort((a, b) => a.label.localeCompare(b.label, 'fr', { numeric: true }));
  const shown = domainsOf(progress, domains);
  const title = said.title(text(progress.title));
  return (
    <>
      <h3>{title}</h3>
      <ProgressTables
        progress={progress}
        domains={domains}
        name={`progress-${level.id}`}
        label={`${text(level.title)}, ${title}`}
      />
      {progress.without === undefined && classes.length > 1 && (
        <>
          <h4>{said.byClass}</h4>
          <TableFrame label={`${text(level.title)}, ${said.byClass}`}>
            <table className="heat-table school-table">
              <thead>
                <tr>
                  <th scope="col" className="heat-name">
                    {words.head.class}
                  </th>
                  {shown.map(({ id, title }) => (
                    <th key={id} scope="col">
                      {text(title)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {classes.map(({ label, figures }) => (
                  <tr key={label}>
                    <th scope="row" className="heat-name">
                      {label}
                    </th>
                    {shown.map(({ id }) => {
                      const moves = figures[id]?.moves ?? null;
                      if (moves === null)
                        return (
                          <td key={id}>
                            <span className="no-result">{said.few(progress.fewest)}</span>
                          </td>
                        );
                      const { up, same, down } = movedOf(moves);
                      return <td key={id}>{said.moved(up, same, down)}</td>;
                    })}
                  </tr>
                ))}
              </tbody>
            </table>
          </TableFrame>
        </>
      )}
    </>
  );
}
