/** Slot of a ministry's logo: its picture and size come from the theme's properties, its name from the app. */
export function IdentityLogo({ name }: { readonly name: string }) {
  return <div className="identity-logo" role="img" aria-label={name} />;
}
