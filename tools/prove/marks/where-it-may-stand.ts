/**
 * Where something of a person may stand in a database, after the registry of personal data: what people write waits there
 * for moderation, and who acted for the city is kept by law. Everything else of a person is encrypted, or not kept.
 */
const places: Record<string, readonly string[]> = {
  'roadmap.need.title': ['words', 'email'],
  'roadmap.need.description': ['words', 'email'],
  'roadmap.need.words': ['words'],
  'roadmap.need.search': ['words', 'email'],
  'roadmap.need.decline_reason': ['words'],
  'roadmap.need_report.reason': ['words'],
  'roadmap.history.reason': ['words'],
  // Whoever sends a file gives it its name, and a record of an import the names of its members.
  'roadmap.file.name': ['email'],
  'roadmap.import_run.errors': ['email'],
  'partners.organisation.name': ['name'],
  'partners.organisation.words': ['name'],
  'partners.organisation.sorted_name': ['name'],
};
/** Who did it: officials and partners by their `sub`, residents never. */
const subs = /\.(history\.by|import_run\.author|webhook\.owner|dismissed_duplicate\.by)$/;

export const mayStand = (place: string, what: string): boolean => places[place]?.includes(what) === true || (what === 'sub' && subs.test(place));
