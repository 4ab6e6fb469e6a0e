/** The parts of commander that the command line uses. */
export { Argument, Command, CommanderError, Help, Option, type OptionValues } from 'commander'
