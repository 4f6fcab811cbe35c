/** The school's results: groups by class and domain, level by level. */
import type { SchoolReport } from '@cloison/protocol';
import { Notice, TableFrame } from '@cloison/theme';
import type { Desk } from '../desk/desk.ts';
import type { SchoolDesk } from '../desk/school-desk.ts';
import { PageTitle } from '../frame/PageTitle.tsx';
import { useObservable, usePolling } from '../live/hooks.ts';
import { formatRoute } from '../navigation/routes.ts';
import { sayNoReport } from '../results/ClassResultsScreen.tsx';
import { ComparisonRows } from '../results/ComparisonRows.tsx';
import type { GroupCounts } from '../results/class-results.ts';
import { GroupCountsBar } from '../results/GroupCountsBar.tsx';
import { GroupLegend } from '../results/GroupLegend.tsx';
import { ReportNotices } from '../results/ReportNotices.tsx';
import { useSpeech } from '../words/language.tsx';
import { schoolTypeOf } from '../words/school-type.ts';
import { SchoolProgress } from './SchoolProgress.tsx';

export function SchoolResults({ desk, school }: { readonly desk: Desk; readonly school: SchoolDesk }) {
  const speech = useSpeech();
  const { words, text, dateTime } = speech;
  useObservable(school);
  usePolling([school], 'school results');
  const report = school.report.view;
  const schoolType = schoolTypeOf(desk.classes);
  const up = { to: { page: 'home' }, label: words.home } as const;
  if (report.kind !== 'ready') {
    return (
      <div className="page">
        <PageTitle up={up}>{words.head.results(schoolType)}</PageTitle>
        <Notice tone="info">
          {report.kind === 'none' ? words.head.noResults(schoolType) : sayNoReport(report, speech)}
        </Notice>
      </div>
    );
  }
  const { manifest } = desk;
  const levels = manifest.levels
    .map((level) => ({
      level,
      domains: manifest.domains.filter((domain) => domain.level === level.id),
      classes: report.value.classes
        .filter((entry) => entry.level === level.id)
        .sort((a, b) => a.label.localeCompare(b.label, 'fr', { numeric: true })),
    }))
    .filter(({ classes }) => classes.length > 0);
  return (
    <div className="page page-wide">
      <PageTitle up={up}>{words.head.results(schoolType)}</PageTitle>
      <p className="soft">{words.when.at(dateTime(Date.parse(report.value.at)))}</p>
      <p>{words.head.resultsIntro}</p>
      <ReportNotices notices={report.value.notices} />
      <GroupLegend />
      {levels.map(({ level, domains, classes }) => (
        <section key={level.id}>
          <h2>{text(level.title)}</h2>
          <TableFrame label={text(level.title)}>
            <table className="heat-table school-table">
              <thead>
                <tr>
                  <th scope="col" className="heat-name">
                    {words.head.class}
                  </th>
                  {domains.map((domain) => (
                    <th scope="col" key={domain.id}>
                      {text(domain.title)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {classes.map((entry) => {
                  const found = desk.classes.find(
                    ({ label, level: id }) => label === entry.label && id === entry.level,
                  );
                  return (
                    <tr key={entry.label}>
                      <th scope="row" className="heat-name">
                        {found === undefined ? (
                          entry.label
                        ) : (
                          <a href={formatRoute({ page: 'results', class: found.index })}>{entry.label}</a>
                        )}
                      </th>
                      {domains.map((domain) => {
                        const counts = entry.domains[domain.id];
                        return (
                          <td key={domain.id}>
                            <ClassCounts
                              counts={counts}
                              name={`school-${level.id}-${found?.index ?? entry.label.length}-${domain.id}`}
                            />
                          </td>
                        );
                      })}
                    </tr>
                  );
                })}
                {classes.length > 1 && (
                  <tr>
                    <th scope="row" className="heat-name">
                      {words.head.allClasses}
                    </th>
                    {domains.map((domain) => (
                      <td key={domain.id}>
                        <ClassCounts
                          counts={totalOfClasses(classes, domain.id)}
                          name={`school-${level.id}-all-${domain.id}`}
                          percentages
                        />
                      </td>
                    ))}
                  </tr>
                )}
                <ComparisonRows
                  comparisons={report.value.comparisons ?? []}
                  domains={domains}
                  name={`school-${level.id}`}
                />
              </tbody>
            </table>
          </TableFrame>
          {report.value.progress !== undefined && (
            <SchoolProgress progress={report.value.progress} level={level} domains={domains} />
          )}
        </section>
      ))}
    </div>
  );
}

/** Below this many results there is no bar: it would not describe the class, and each pupil could be recognised. */
const FEWEST_RESULTS = 5;

function ClassCounts(props: {
  readonly counts: GroupCounts | undefined;
  readonly name: string;
  readonly percentages?: boolean;
}) {
  const { words } = useSpeech();
  const { counts, name, percentages = false } = props;
  const results = counts === undefined ? 0 : counts.needs + counts.fragile + counts.satisfactory;
  if (counts === undefined || results === 0)
    return <span className="no-result">{words.head.noResultYet}</span>;
  if (results < FEWEST_RESULTS)
    return <span className="no-result">{words.head.fewResults(FEWEST_RESULTS)}</span>;
  return <GroupCountsBar counts={counts} name={name} figures={percentages ? 'both' : 'counts'} />;
}

function totalOfClasses(classes: SchoolReport['classes'], domain: string): GroupCounts {
  const all = classes.flatMap(({ domains }) => domains[domain] ?? []);
  const sum = (group: keyof GroupCounts) => all.reduce((total, counts) => total + counts[group], 0);
  return {
    needs: sum('needs'),
    fragile: sum('fragile'),
    satisfactory: sum('satisfactory'),
    noResult: sum('noResult'),
  };
}
