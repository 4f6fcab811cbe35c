/**
 * Slot of a ministry's logo: picture and size come from the theme's properties. `name` is read out; without one it is
 * decoration, beside words that say the same.
 */
export function IdentityLogo({ name = '' }: { readonly name?: string }) {
  const spoken = name === '' ? ({ 'aria-hidden': true } as const) : { role: 'img', 'aria-label': name };
  return <div className="identity-logo" {...spoken} />;
}
