/** A command that scripts of completion run, and people do not. */
export const COMPLETION_WORDS = 'completion-words'
