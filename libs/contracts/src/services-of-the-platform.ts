/** The services of the platform, by the words that they have everywhere: whom to ask where all of them have to be asked. */
export const SERVICES = ['impact', 'partners', 'roadmap'] as const;
