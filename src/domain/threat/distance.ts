/** Owns how far two places on the earth are from each other. */

/** A place in degrees, or none that is known. */
type Place = { readonly latitude?: number | undefined; readonly longitude?: number | undefined } | undefined;

const earthRadiusKm = 6371;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Kilometres along the surface; undefined where a place is not known. */
export function distanceKm(from: Place, to: Place): number | undefined {
  if (from?.latitude === undefined || from.longitude === undefined) return undefined;
  if (to?.latitude === undefined || to.longitude === undefined) return undefined;
  const [north, south] = [radians(from.latitude), radians(to.latitude)];
  const half =
    Math.sin((south - north) / 2) ** 2 +
    Math.cos(north) * Math.cos(south) * Math.sin(radians(to.longitude - from.longitude) / 2) ** 2;
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(half)));
}
