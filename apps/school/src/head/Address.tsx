/** An address to type: it breaks after a slash only, so that no hyphen of a line end is taken for one of its own. */
import { Fragment } from 'react';

export function Address({ children }: { readonly children: string }) {
  return (
    <b className="address">
      {(children.match(/[^/]*\/|[^/]+$/g) ?? []).map((part, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text
        <Fragment key={i}>
          <span className="address-part">{part}</span>
          <wbr />
        </Fragment>
      ))}
    </b>
  );
}
