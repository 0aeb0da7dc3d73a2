namespace Backprop.Kernels;
internal static unsafe class MatrixProduct { public static void Run<T>(int m, int n, int k, T* a, int lda, bool ta, T* b, int ldb, bool tb, T* c, int ldc, bool accumulate) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> {
 for (int i=0;i<m;i++) for (int j=0;j<n;j++) { T s = accumulate ? c[i*ldc+j] : T.Zero; for (int p=0;p<k;p++) s += (ta? a[p*lda+i]:a[i*lda+p])*(tb? b[j*ldb+p]:b[p*ldb+j]); c[i*ldc+j]=s; } } }
