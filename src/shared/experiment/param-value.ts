/** What a parameter of an experiment may be set to; numbers are integers. */
export type ParamValue = string | number | boolean
