/** Thresholds in force beside the campaign's own, and who changed them and why. */
import { useMay } from '../desk/desk-context.tsx';
import { useAnswer } from '../desk/hooks.ts';
import { NotYours } from '../frame/NotYours.tsx';
import { TroubleNotice } from '../frame/TroubleNotice.tsx';
import { SavedTable } from '../tables/SavedTable.tsx';
import { useSpeech } from '../words/language.tsx';

export function StandardsPart({ campaign }: { readonly campaign: string }) {
  const { words } = useSpeech();
  const maySee = useMay('standards show');
  return (
    <section>
      <h2>{words.results.standards}</h2>
      {maySee ? <Shown campaign={campaign} /> : <NotYours command="standards show" />}
    </section>
  );
}

function Shown({ campaign }: { readonly campaign: string }) {
  const { words, text, number, dateTime } = useSpeech();
  const own = words.results;
  const { answer, trouble } = useAnswer('standards', { campaign });
  if (answer === null) return trouble === null ? <p>{words.loading}</p> : <TroubleNotice trouble={trouble} />;
  const points = ([first, second]: readonly [number, number]) =>
    `${number(first, Number.isInteger(first) ? 0 : 1)} / ${number(second, Number.isInteger(second) ? 0 : 1)}`;
  return (
    <>
      <SavedTable label={own.standards}>
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">{words.items.domain}</th>
              <th scope="col" className="number">
                {own.ownThresholds}
              </th>
              <th scope="col" className="number">
                {own.inForce}
              </th>
            </tr>
          </thead>
          <tbody>
            {answer.domains
              .flatMap((one) =>
                one.forms === null
                  ? [{ key: one.domain, title: text(one.title), own: one.own, inForce: one.inForce }]
                  : one.forms.map((form) => ({
                      ...form,
                      key: `${one.domain} ${form.form}`,
                      title: `${text(one.title)} — ${form.form}`,
                    })),
              )
              .map((one) => (
                <tr key={one.key}>
                  <th scope="row">{one.title}</th>
                  <td className="number">{points(one.own)}</td>
                  <td className="number">
                    {one.inForce.join() === one.own.join() ? (
                      own.same
                    ) : (
                      <strong>{points(one.inForce)}</strong>
                    )}
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      </SavedTable>
      {answer.changes.length > 0 && (
        <ul>
          {answer.changes.map(({ number: n, at, who, reason, domains, issuedAt }) => (
            <li key={n}>
              {dateTime(at)}, {who} : {reason} ({domains.join(', ')})
              {issuedAt !== null && ` · ${own.issued(dateTime(issuedAt))}`}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
