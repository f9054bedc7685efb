/// Checks the rows of one random input; not 0 if variants differ.
int check_rows(void);
