/* SPDX-License-Identifier: Apache-2.0 */
/* make_small_model PATH: writes a model of random weights, so that the program can be tried without a trained one. */
#include <stdio.h>

#include "small_model.h"

int main(int argc, char **argv)
{
    struct arena memory;
    if (argc != 2)
        return 2;
    arena_init(&memory, 0);
    struct small_model made = small_model_make(&memory, SMALL_SIZES);
    FILE *file = made.bytes != NULL ? fopen(argv[1], "wb") : NULL;
    int good = file != NULL && fwrite(made.bytes, 1, made.length, file) == made.length;
    if (file != NULL && fclose(file) != 0)
        good = 0;
    arena_release(&memory);
    return good ? 0 : 1;
}
